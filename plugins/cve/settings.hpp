/// settings.hpp: the collector's configuration, with plugin.json's defaults, and what of a CVE it asks for. Values, any
/// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "cve/times.hpp"
#include "record/record.hpp"

namespace streamguard::cve {

inline constexpr int kOldestYear = 1988;        ///< of the first CVE's publication
inline constexpr int kOldestFeed = 2002;        ///< it holds all older ids too
inline constexpr std::size_t kMostItems = 100;  ///< of each list of the configuration

enum class Source { kApi, kFeed };

struct Settings {
  Source source = Source::kApi;
  std::vector<int> years;         ///< newest first; of publication, or of the feeds. Empty = all
  std::optional<Span> published;  ///< config from/to; an end that was left open lies at the end of time
  std::optional<Millis> modified_since;
  std::vector<std::string> severities, cwes;
  std::vector<std::string> keywords;  ///< lower case
  bool rejected = false;
  bool disputed = true;
  bool code = true;  ///< look for the fixes' code

  /// Throws Error(SG_E_CONFIG) that names the key.
  static Settings parse(std::string_view config_json);

  bool dated() const { return !years.empty() || published || modified_since; }

  /// The ranges that the API is asked for, by publication or (modified_since) by modification. None ends after `now`.
  std::vector<Span> ranges(Millis now) const;

  /// The filters on content and dates; `description` and the rest as the sample has them.
  bool wants(const record::Sample& sample) const;

  static constexpr Millis kEndOfTime = Millis{253402300799} * 1000 + 999;  ///< the last one of the year 9999
};

/// The strings of a JSON array: unit names to skip, upstreams granted.
std::unordered_set<std::string> read_names(std::string_view json);

}  // namespace streamguard::cve
