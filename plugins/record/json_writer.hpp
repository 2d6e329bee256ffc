/// json_writer.hpp: appends JSON text to a string, through a small buffer so that no byte costs a capacity check.
/// Values are given in order and commas are the caller's (a sample's layout is fixed, so they sit in its literals).
/// Strings are escaped and their encoding repaired in the same pass. Flushes in the destructor; one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamguard::record {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;
  ~JsonWriter() { flush(); }

  void raw(std::string_view json);                           ///< as it is
  void string(std::string_view text);                        ///< quoted, escaped; invalid UTF-8 becomes U+FFFD
  void string(const std::optional<std::string_view>& text);  ///< null when there is none
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);
  void tenths(double value);  ///< one digit after the point, as CVSS scores are written

 private:
  static constexpr std::size_t kBuffer = 4096;
  static constexpr std::size_t kLongestStep = 16;  ///< bytes that one step of string() may write

  void flush();
  void room(std::size_t bytes) {
    if (kBuffer - used_ < bytes) flush();
  }
  void escape(unsigned char byte);

  std::string& out_;
  std::size_t used_ = 0;
  std::array<char, kBuffer> buffer_;
};

}  // namespace streamguard::record
