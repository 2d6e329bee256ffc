/// url.hpp: a reference taken apart, as far as telling changes from other pages needs it. Pure, any thread.
///
/// References come from free text and old databases: with white space, trailing punctuation, HTML entities, anchors,
/// credentials of long-gone git protocols, and web pages kept by an archive.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamguard::fix {

struct Url {
  std::string host;                   ///< lower case, without "www.", with ":port" where one is given
  std::vector<std::string> segments;  ///< of the path, percent-decoded, empty ones left out
  std::vector<std::pair<std::string, std::string>> query;  ///< parted at '&' and ';', percent-decoded

  /// The value of the first query field of that name; empty where there is none.
  std::string_view field(std::string_view name) const;
  /// "/a/b" of segments [0, count).
  std::string path(std::size_t count) const;
};

/// Nothing where `raw` is no http(s), git or ssh address of a host.
std::optional<Url> read_url(std::string_view raw);

bool all_hex(std::string_view text);
inline constexpr std::size_t kIdLength = 40;
bool is_full_id(std::string_view text);           ///< 40 hex digits of either case
std::string lower_case(std::string_view text);    ///< ASCII only
bool all_digits(std::string_view text);           ///< and not empty
bool is_plain_segment(std::string_view segment);  ///< may stand in a repository's path: no "..", nothing to escape

}  // namespace streamguard::fix
