/// frame.hpp: the unit of talk between host and worker, byte for byte as ipc/PROTOCOL.md says. Pure functions over
/// memory.
///
///     offset 0  u32 length    payload bytes, at most limits::kFramePayloadBytes
///            4  u16 type      a Type of ipc/message.hpp
///            6  u16 reserved  0
///            8  u32 stream    the fetch a frame belongs to, else 0
///           12  u32 crc       CRC-32C of bytes 0..11 followed by the payload
///           16  payload
///
/// All numbers little-endian.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace streamguard::frame {

inline constexpr std::size_t kHeaderBytes = 16;

struct Header {
  std::uint32_t length = 0;
  std::uint16_t type = 0;
  std::uint32_t stream = 0;
  std::uint32_t crc = 0;
};

using HeaderBytes = std::array<char, kHeaderBytes>;

/// The header of a frame whose payload is these pieces, one after another.
HeaderBytes encode(std::uint16_t type, std::uint32_t stream, const std::vector<std::string_view>& payload);
HeaderBytes encode(std::uint16_t type, std::uint32_t stream, std::string_view payload);

/// Code::data for a length over the limit or a reserved field that is not 0.
Result<Header> decode(std::string_view header);
/// Whether `payload` is what `header` (as received) was made for.
bool intact(std::string_view header, std::string_view payload) noexcept;

/// Appends little-endian numbers and length-prefixed text to a payload.
class Writer {
 public:
  Writer& u32(std::uint32_t value);
  Writer& u64(std::uint64_t value);
  Writer& i32(std::int32_t value) { return u32(static_cast<std::uint32_t>(value)); }
  Writer& text(std::string_view value);                 ///< u32 length, bytes
  Writer& list(const std::vector<std::string>& value);  ///< u32 count, texts
  const std::string& bytes() const& noexcept { return bytes_; }
  std::string bytes() && noexcept { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Takes them out again. Reading past the end gives zeros and empty text and makes ok() false, so that a decoder checks
/// once, at its end. finish() is true when all was read and nothing is left.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint32_t u32();
  std::uint64_t u64();
  std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
  std::string_view text();
  std::vector<std::string> list();
  std::string_view rest() const noexcept { return rest_; }
  bool ok() const noexcept { return ok_; }
  bool finish() const noexcept { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t count);
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace streamguard::frame
