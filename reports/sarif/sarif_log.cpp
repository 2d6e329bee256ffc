#include "sarif_log.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "facts/facts_json.hpp"
#include "survey/text.hpp"

namespace streamguard::sarif_report {
namespace {

using facts::Collector;
using facts::Facts;
using Json = nlohmann::ordered_json;

constexpr std::size_t kErrorBytes = 500;

bool is_utc(const std::string& time) { return !time.empty() && time.back() == 'Z'; }

Json invocation_of(const Facts& facts) {
  Json out;
  if (is_utc(facts.start_time)) out["startTimeUtc"] = facts.start_time;
  if (is_utc(facts.end_time)) out["endTimeUtc"] = facts.end_time;
  Json notes = Json::array();
  bool good = !facts.interrupted.value_or(false);
  for (const Collector& collector : facts.collectors) {
    good = good && collector.success;
    if (!collector.error) continue;
    const std::string text = collector.error->error_class + ": " + collector.error->message;
    notes.push_back({{"level", collector.status == "failed" ? "error" : "warning"},
                     {"message",
                      {{"text", "The collector '" + message_text(collector.name, kErrorBytes) +
                                    "' ended: " + message_text(text, kErrorBytes) + "."}}}});
  }
  out["executionSuccessful"] = good;
  out["toolExecutionNotifications"] = notes;
  return out;
}

std::string driver_of(const Facts& facts, const Log& log) {
  Json out;
  out["name"] = "StreamGuard Data Collector";
  out["organization"] = "StreamGuard";
  if (facts.streamguard_version) out["semanticVersion"] = *facts.streamguard_version;
  if (facts.streamguard_version) out["version"] = *facts.streamguard_version;
  out["shortDescription"] = {{"text", "Collects vulnerability data from many sources, and reports what it collected."}};
  if (!log.taxonomies.empty()) out["supportedTaxonomies"] = Json::array({{{"name", "CWE"}, {"index", 0}}});
  std::string text = compact(out);
  text.insert(text.size() - 1, ",\"rules\":" + log.rules);
  return text;
}

Json properties_of(const Log& log, const Facts& facts) {
  Json out;
  out["collection_summary"] = facts::summary_json(facts);
  out["collection_summary"].erase("by_collector");
  out["collectors"] = Json::object();
  for (const Collector& collector : facts.collectors) {
    out["collectors"][collector.name] = facts::outline_json(collector);
  }
  if (!log.properties.empty()) out.update(Json::parse(log.properties));
  return out;
}

}  // namespace

std::string text_of(const Log& log, const Facts& facts) {
  std::string out = "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{";
  out += "\"tool\":{\"driver\":" + driver_of(facts, log) + "}";
  out += ",\"automationDetails\":" + compact(Json{{"id", log.category + "/"}});
  out += ",\"invocations\":[" + compact(invocation_of(facts)) + "]";
  if (!log.taxonomies.empty()) out += ",\"taxonomies\":" + log.taxonomies;
  if (!log.places.empty()) out += ",\"originalUriBaseIds\":" + log.places;
  if (!log.provenance.empty()) out += ",\"versionControlProvenance\":" + log.provenance;
  out += ",\"columnKind\":\"utf16CodeUnits\",\"results\":[";
  for (std::size_t i = 0; i < log.results.size(); ++i) out += (i == 0 ? "\n" : ",\n") + log.results[i];
  out += "],\n\"properties\":" + compact(properties_of(log, facts));
  return survey::inert_json(out + "}]}\n");
}

std::string compact(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string message_text(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : survey::plain_line(text, most)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c == '{' ? '(' : c == '}' ? ')' : c;
  }
  return out;
}

std::string fingerprint_of(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[hash >> shift & 15];
  return out + ":1";
}

}  // namespace streamguard::sarif_report
