/// config.hpp: the collector's configuration, with plugin.json's defaults. Values, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamguard::osv {

struct Config {
  std::vector<std::string> ecosystems;  ///< in the order in which they are walked
  bool withdrawn = false;               ///< take withdrawn records too
  bool malicious = false;               ///< take MAL- records (malicious packages, not vulnerabilities) too
  bool code = true;                     ///< bring the code of fixes, where an upstream that serves git is granted
};

/// Throws Error(SG_E_CONFIG) that names the key.
Config read_config(std::string_view json);

/// "Rocky Linux" becomes "Rocky%20Linux".
std::string percent_encoded(std::string_view text);

}  // namespace streamguard::osv
