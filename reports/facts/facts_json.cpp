#include "facts/facts_json.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::facts {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json maybe(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json counts(const Counts& counts) {
  if (!counts) return nullptr;
  Json out = Json::object();
  for (const auto& [word, count] : *counts) out[word] = count;
  return out;
}

Json parts(const Collector& collector) {
  if (!collector.parts) return nullptr;
  Json out = Json::array();
  for (const Part& part : *collector.parts) {
    out.push_back({{"path", part.path},
                   {"bytes", maybe(part.bytes)},
                   {"records", maybe(part.records)},
                   {"commits", maybe(part.commits)}});
  }
  return out;
}

Json requests(const Requests& requests) {
  return {{"made", maybe(requests.made)},       {"from_cache", maybe(requests.from_cache)},
          {"local", maybe(requests.local)},     {"bytes", maybe(requests.bytes)},
          {"retries", maybe(requests.retries)}, {"waited_seconds", maybe(requests.waited_seconds)}};
}

Json planned(const Collector& collector) {
  if (!collector.planned) return nullptr;
  Json out = Json::array();
  for (const Planned& one : *collector.planned) {
    out.push_back({{"upstream", one.upstream},
                   {"requests", maybe(one.requests)},
                   {"bytes", maybe(one.bytes)},
                   {"least_seconds", maybe(one.least_seconds)},
                   {"basis", maybe(one.basis)}});
  }
  return out;
}

Json progress(const Collector& collector) {
  if (!collector.progress) return nullptr;
  Json out = Json::array();
  for (const Point& point : *collector.progress)
    out.push_back({{"seconds", point.seconds}, {"samples", point.samples}});
  return out;
}

}  // namespace

Json outline_json(const Collector& collector) {
  Json out;
  out["status"] = collector.status;
  out["samples_collected"] = collector.samples_collected;
  out["target_samples"] = maybe(collector.target_samples);
  out["duration"] = collector.duration;
  out["success"] = collector.success;
  return out;
}

Json collector_json(const Collector& collector) {
  Json out = outline_json(collector);
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
  out["requests"] = requests(collector.requests);
  out["planned"] = planned(collector);
  out["progress"] = progress(collector);
  out["manifest_line"] = maybe(collector.manifest_line);
  out["sandbox"] = maybe(collector.sandbox);
  out["parts"] = parts(collector);
  out["kinds"] = counts(collector.kinds);
  out["languages"] = counts(collector.languages);
  out["tiers"] = counts(collector.tiers);
  out["cwes"] = counts(collector.cwes);
  return out;
}

Json summary_json(const Facts& facts) {
  Json out;
  out["total_collectors"] = facts.summary.total_collectors;
  out["successful_collectors"] = facts.summary.successful_collectors;
  out["failed_collectors"] = facts.summary.failed_collectors;
  out["total_samples_collected"] = facts.summary.total_samples_collected;
  out["total_target_samples"] = maybe(facts.summary.total_target_samples);
  out["completion_rate"] = maybe(facts.summary.completion_rate);
  out["total_duration"] = facts.summary.total_duration;
  out["by_collector"] = Json::object();
  for (const Collector& collector : facts.collectors) out["by_collector"][collector.name] = outline_json(collector);
  return out;
}

Json budgets_json(const Facts& facts) {
  if (!facts.budgets) return nullptr;
  Json out = Json::array();
  for (const Budget& one : *facts.budgets) {
    Json limit;
    if (one.limit || one.limit_requests) {
      limit = {
          {"requests", maybe(one.limit_requests)}, {"seconds", maybe(one.limit_seconds)}, {"text", maybe(one.limit)}};
    }
    Json expected;
    if (one.planned_requests) {
      expected = {{"requests", *one.planned_requests}, {"least_seconds", maybe(one.planned_seconds)}};
    }
    out.push_back({{"upstream", one.upstream},
                   {"limit", limit},
                   {"authenticated", maybe(one.authenticated)},
                   {"requests", requests(one.requests)},
                   {"planned", expected}});
  }
  return out;
}

}  // namespace streamguard::facts
