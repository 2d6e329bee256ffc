#include "health.hpp"

#include <nlohmann/json.hpp>

#include "rules.hpp"
#include "survey/text.hpp"

namespace streamguard::sarif_report {
namespace {

using facts::Collector;
using facts::Facts;
using survey::grouped;
using Json = nlohmann::ordered_json;

constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kErrorBytes = 500;
/// Where a run without a manifest file is located: GitHub refuses results without a place.
constexpr std::string_view kNoManifest = "collection_results.json";

/// Relative to where the command ran; else the bare name of the file.
std::string manifest_uri(const Facts& facts) {
  std::string path = facts.manifest_relative.value_or(facts.manifest_path.value_or(std::string(kNoManifest)));
  for (char& c : path) c = c == '\\' ? '/' : c;
  const bool below = facts.manifest_relative && path.front() != '/';
  return survey::path_as_uri(below ? path : path.substr(path.rfind('/') + 1));
}

std::string message_of(const Collector& one, const Outcome& outcome) {
  std::string text = "The collector '" + message_text(one.name, kNameBytes) + "' ";
  if (one.status == "completed") text += "met its target";
  if (one.status == "exhausted") text += "took everything that its source holds";
  if (one.status == "failed") text += "failed";
  if (one.status == "interrupted") text += "was interrupted";
  if (one.status == "pending") text += "was not started";
  if (one.status == "running") text += "still works";
  text += ": " + grouped(one.samples_collected);
  if (one.target_samples) text += " of " + grouped(*one.target_samples);
  text += one.samples_collected == 1 && !one.target_samples ? " sample" : " samples";
  if (one.rejected.total.value_or(0) > 0) text += ", " + grouped(*one.rejected.total) + " rejected";
  if (one.restarts.value_or(0) > 0) text += ", " + grouped(*one.restarts) + " restarts";
  if (one.quarantined && !one.quarantined->empty())
    text += ", " + grouped(one.quarantined->size()) + " units put aside";
  text += " in " + survey::duration_text(one.duration) + ".";
  if (one.error && outcome.kind == "fail") {
    text += " " + message_text(one.error->error_class + ": " + one.error->message, kErrorBytes) + ".";
  }
  return text;
}

Json result_of(const Collector& one, const std::string& uri) {
  const Outcome& outcome = outcome_of(one.status);
  Json out;
  out["ruleId"] = outcome.id;
  out["ruleIndex"] = outcome_index(one.status);
  out["kind"] = outcome.kind;
  out["level"] = outcome.level;
  out["message"] = {{"text", message_of(one, outcome)}};
  Json place;
  place["artifactLocation"] = {{"uri", uri}, {"uriBaseId", "SRCROOT"}};
  place["region"] = {{"startLine", one.manifest_line && *one.manifest_line > 0 ? *one.manifest_line : 1}};
  out["locations"] = Json::array({{{"physicalLocation", place}}});
  out["partialFingerprints"] = {{"primaryLocationLineHash", fingerprint_of("collector " + one.name)}};
  out["properties"] = {{"collector", one.name}, {"samples_collected", one.samples_collected}};
  return out;
}

}  // namespace

Log health_of(const Facts& facts) {
  Log log;
  log.category = "streamguard/health/" + survey::path_as_uri(facts.manifest_name.value_or("collection"));
  log.rules = compact(outcome_rules());
  Json root;
  root["SRCROOT"] = {{"description", {{"text", "The folder that the command ran in."}}}};
  log.places = compact(root);
  const std::string uri = manifest_uri(facts);
  for (const Collector& one : facts.collectors) {
    if (log.results.size() >= kResultsMost) break;
    log.results.push_back(compact(result_of(one, uri)));
  }
  return log;
}

}  // namespace streamguard::sarif_report
