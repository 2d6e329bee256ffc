#include "json_report.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::json_report {
namespace {

using facts::Collector;
using facts::Facts;
using Json = nlohmann::ordered_json;

template <class Value>
Json maybe(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json counts(const facts::Counts& counts) {
  if (!counts) return nullptr;
  Json out = Json::object();
  for (const auto& [word, count] : *counts) out[word] = count;
  return out;
}

Json parts(const Collector& collector) {
  if (!collector.parts) return nullptr;
  Json out = Json::array();
  for (const facts::Part& part : *collector.parts) {
    out.push_back({{"path", part.path},
                   {"bytes", maybe(part.bytes)},
                   {"records", maybe(part.records)},
                   {"commits", maybe(part.commits)}});
  }
  return out;
}

/// What the original reported of a collector, in its order.
Json outline(const Collector& collector) {
  Json out;
  out["status"] = collector.status;
  out["samples_collected"] = collector.samples_collected;
  out["target_samples"] = maybe(collector.target_samples);
  out["duration"] = collector.duration;
  out["success"] = collector.success;
  return out;
}

Json details(const Collector& collector) {
  Json out = outline(collector);
  out["plugin"] = maybe(collector.plugin);
  out["version"] = maybe(collector.version);
  out["folder"] = maybe(collector.folder);
  out["state"] = maybe(collector.state);
  out["samples_this_run"] = maybe(collector.samples_this_run);
  out["rejected"] = {{"total", maybe(collector.rejected.total)}, {"by_reason", counts(collector.rejected.by_reason)}};
  out["duplicates"] = maybe(collector.duplicates);
  out["restarts"] = maybe(collector.restarts);
  out["quarantined"] = maybe(collector.quarantined);
  out["error"] = nullptr;
  if (collector.error) out["error"] = {{"class", collector.error->error_class}, {"message", collector.error->message}};
  out["requests"] = {{"made", maybe(collector.requests.made)},
                     {"from_cache", maybe(collector.requests.from_cache)},
                     {"bytes", maybe(collector.requests.bytes)},
                     {"retries", maybe(collector.requests.retries)},
                     {"waited_seconds", maybe(collector.requests.waited_seconds)}};
  out["parts"] = parts(collector);
  out["kinds"] = counts(collector.kinds);
  out["languages"] = counts(collector.languages);
  out["tiers"] = counts(collector.tiers);
  out["cwes"] = counts(collector.cwes);
  return out;
}

Json summary(const Facts& facts) {
  Json out;
  out["total_collectors"] = facts.summary.total_collectors;
  out["successful_collectors"] = facts.summary.successful_collectors;
  out["failed_collectors"] = facts.summary.failed_collectors;
  out["total_samples_collected"] = facts.summary.total_samples_collected;
  out["total_target_samples"] = maybe(facts.summary.total_target_samples);
  out["completion_rate"] = maybe(facts.summary.completion_rate);
  out["total_duration"] = facts.summary.total_duration;
  out["by_collector"] = Json::object();
  for (const Collector& collector : facts.collectors) out["by_collector"][collector.name] = outline(collector);
  return out;
}

Json results(const Facts& facts) {
  Json out;
  out["start_time"] = facts.start_time;
  out["end_time"] = facts.end_time;
  out["total_duration"] = facts.total_duration;
  out["mode"] = facts.mode;
  out["collectors"] = Json::object();
  for (const Collector& collector : facts.collectors) out["collectors"][collector.name] = details(collector);
  out["summary"] = summary(facts);
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

Json statistics(const Facts& facts) {
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
  out["kinds"] = counts(merge(all, [](const Collector& c) { return c.kinds; }));
  out["languages"] = counts(merge(all, [](const Collector& c) { return c.languages; }));
  out["tiers"] = counts(merge(all, [](const Collector& c) { return c.tiers; }));
  out["cwes"] = counts(merge(all, [](const Collector& c) { return c.cwes; }));
  return out;
}

}  // namespace

std::string render(const Facts& facts) {
  Json report;
  report["report_generated"] = facts.report_generated;
  report["report_version"] = "1.0";
  report["collection_results"] = results(facts);
  report["detailed_statistics"] = statistics(facts);
  report["run"] = {{"streamguard_version", maybe(facts.streamguard_version)},
                   {"seed", maybe(facts.seed)},
                   {"output", maybe(facts.output)},
                   {"manifest", {{"name", maybe(facts.manifest_name)}, {"sha256", maybe(facts.manifest_sha256)}}},
                   {"interrupted", maybe(facts.interrupted)},
                   {"sandbox", maybe(facts.sandbox)}};
  return report.dump(2) + "\n";
}

}  // namespace streamguard::json_report
