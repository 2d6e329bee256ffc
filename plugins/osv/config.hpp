/// config.hpp: the collector's configuration, with plugin.json's defaults. Values, any thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace streamguard::osv {

struct Config {
  std::vector<std::string> ecosystems;  ///< in the order in which they are walked
  bool withdrawn = false;               ///< take withdrawn records too
  bool malicious = false;               ///< take MAL- records (malicious packages, not vulnerabilities) too
};

/// Throws Error(SG_E_CONFIG) that names the key.
Config read_config(std::string_view json);

/// The unit names of sg_collector_args.skip_json.
std::unordered_set<std::string> read_skips(std::string_view json);

/// "Rocky Linux" becomes "Rocky%20Linux".
std::string percent_encoded(std::string_view text);

}  // namespace streamguard::osv
