/// feed.hpp: NVD's yearly feeds: what their .meta files say, and their bodies, unpacked and checked. One thread at a
/// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cve/times.hpp"

namespace streamguard::cve {

inline constexpr std::uint64_t kMostFeedBytes = 768u << 20;  ///< of the JSON; the largest has about 250 MB
inline constexpr std::uint64_t kMostMetaBytes = 64u << 10;

/// nvdcve-2.0-<year>.meta: lines of "key:value".
struct Meta {
  std::optional<Millis> modified;
  std::uint64_t size = 0;  ///< of the JSON
  std::string sha256;      ///< of the JSON, 64 lower-case hex digits; empty where it is not told
};

/// Nothing where the text is no such file.
std::optional<Meta> parse_meta(std::string_view text);

/// The JSON of a feed, with simdjson's padding behind it.
class Feed {
 public:
  /// Reads the file at `path`, gzip or plain JSON, and deletes it. False: problem() says what is wrong with it. With
  /// `meta` its size and SHA-256 are compared.
  bool read(const std::string& path, const std::optional<Meta>& meta);

  std::span<char> json() { return {bytes_.get(), size_}; }
  const std::string& problem() const { return problem_; }

 private:
  bool fail(std::string why);
  bool unpack(std::string_view file);
  bool hold(std::uint64_t bytes);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::string problem_;
};

}  // namespace streamguard::cve
