/// config.hpp: the collector's configuration, with plugin.json's defaults, and which advisories it wants. Values, any
/// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "record/record.hpp"

namespace streamguard::github {

enum class Source { kApi, kNodes, kDatabase };

enum class Wanted { kYes, kWithdrawn, kNo };

struct Config {
  Source source = Source::kApi;
  std::string file;                            ///< below the upstream `advisories`, for nodes and database
  std::unordered_set<std::string> ecosystems;  ///< OSV's names; empty: all
  std::unordered_set<std::string> severities;  ///< our words; empty: all
  std::string published_since, updated_since;  ///< RFC 3339, or empty
  std::vector<std::string> classifications{"GENERAL"};
  bool withdrawn = false;    ///< take withdrawn advisories too
  bool unreviewed = false;   ///< of a database: those too that nobody at GitHub looked at
  bool code = true;          ///< bring the code of fixes, where an upstream that serves git is granted
  std::uint64_t page = 100;  ///< advisories of one answer

  Wanted wants(const record::Sample& sample, std::string_view classification) const;
};

/// Throws Error(SG_E_CONFIG) that names the key.
Config read_config(std::string_view json);

std::string_view name_of(Source source);

}  // namespace streamguard::github
