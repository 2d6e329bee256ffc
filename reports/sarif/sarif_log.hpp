/// sarif_log.hpp: one SARIF 2.1.0 log with one run, put together from results that are JSON text already. What holds
/// for every use stands here: driver, invocation, properties. Pure: equal input gives equal bytes.
///
/// GitHub takes at most 10 MB (compressed), 25,000 results and 25,000 rules of a run; kLogBytesMost keeps the file
/// below the first even uncompressed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"

namespace streamguard::sarif_report {

constexpr std::size_t kLogBytesMost = 10'000'000;
constexpr std::size_t kResultsMost = 25'000;

/// Members of the run that its use decides, each as JSON text; empty: there is none.
struct Log {
  std::string category;    ///< of automationDetails, no JSON: what GitHub tells analyses apart by
  std::string rules;       ///< an array of reportingDescriptor; never empty
  std::string taxonomies;  ///< an array of toolComponent
  std::string places;      ///< originalUriBaseIds
  std::string provenance;  ///< versionControlProvenance
  std::string properties;  ///< an object, added to the run's own
  std::vector<std::string> results;
};

std::string text_of(const Log& log, const facts::Facts& facts);

/// Compact; bytes that are not UTF-8 are replaced.
std::string compact(const nlohmann::ordered_json& value);
/// Text of others for a message: one line, in which nothing is taken for a link or a placeholder.
std::string message_text(std::string_view text, std::size_t most);
/// The hash that GitHub knows results by again, from a name that stays.
std::string fingerprint_of(std::string_view name);

}  // namespace streamguard::sarif_report
