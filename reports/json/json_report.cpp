#include "json_report.hpp"

#include <nlohmann/json.hpp>

#include "facts/facts_json.hpp"
#include "survey/survey_json.hpp"
#include "survey/text.hpp"

namespace streamguard::json_report {
namespace {

using facts::Collector;
using facts::Facts;
using Json = nlohmann::ordered_json;

template <class Value>
Json maybe(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// What the records hold, without what stands under another name already.
Json counted(const survey::Tables& tables) {
  Json out = survey::tables_json(tables);
  out.erase("samples");
  return out;
}

Json results(const Facts& facts, const survey::Survey& survey) {
  Json out;
  out["start_time"] = facts.start_time;
  out["end_time"] = facts.end_time;
  out["total_duration"] = facts.total_duration;
  out["mode"] = facts.mode;
  out["collectors"] = Json::object();
  for (const Collector& collector : facts.collectors) {
    Json& one = out["collectors"][collector.name] = facts::collector_json(collector);
    one.update(counted(survey.of(collector.name)));
  }
  out["summary"] = facts::summary_json(facts);
  return out;
}

/// Bytes of all parts; unknown when one of them is.
facts::Count bytes_of(const Collector& collector) {
  if (!collector.parts) return std::nullopt;
  std::uint64_t total = 0;
  for (const facts::Part& part : *collector.parts) {
    if (!part.bytes) return std::nullopt;
    total += *part.bytes;
  }
  return total;
}

Json statistics(const Facts& facts, const survey::Survey& survey) {
  const auto& all = facts.collectors;
  const facts::Count this_run = sum(all, [](const Collector& c) { return c.samples_this_run; });
  Json out;
  out["overall_rate"] = nullptr;
  if (this_run && facts.total_duration > 0) {
    out["overall_rate"] = static_cast<double>(*this_run) / facts.total_duration;
  }
  out["collector_rates"] = Json::object();
  for (const Collector& collector : all) out["collector_rates"][collector.name] = maybe(collector.rate());
  out["samples_this_run"] = maybe(this_run);
  out["data_bytes"] = maybe(sum(all, bytes_of));
  out["rejected"] = maybe(sum(all, [](const Collector& c) { return c.rejected.total; }));
  out["duplicates"] = maybe(sum(all, [](const Collector& c) { return c.duplicates; }));
  out["restarts"] = maybe(sum(all, [](const Collector& c) { return c.restarts; }));
  out["requests"] = {{"made", maybe(sum(all, [](const Collector& c) { return c.requests.made; }))},
                     {"from_cache", maybe(sum(all, [](const Collector& c) { return c.requests.from_cache; }))},
                     {"bytes", maybe(sum(all, [](const Collector& c) { return c.requests.bytes; }))}};
  out.update(counted(survey.all));
  return out;
}

}  // namespace

std::string render(const Facts& facts, const survey::Survey& survey) {
  Json report;
  report["report_generated"] = facts.report_generated;
  report["report_version"] = "1.0";
  report["collection_results"] = results(facts, survey);
  report["detailed_statistics"] = statistics(facts, survey);
  report["budgets"] = facts::budgets_json(facts);
  report["run"] = {{"streamguard_version", maybe(facts.streamguard_version)},
                   {"seed", maybe(facts.seed)},
                   {"output", maybe(facts.output)},
                   {"manifest",
                    {{"name", maybe(facts.manifest_name)},
                     {"path", maybe(facts.manifest_path)},
                     {"sha256", maybe(facts.manifest_sha256)}}},
                   {"interrupted", maybe(facts.interrupted)},
                   {"sandbox", maybe(facts.sandbox)}};
  return survey::inert_json(report.dump(2)) + "\n";
}

}  // namespace streamguard::json_report
