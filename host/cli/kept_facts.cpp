// The facts of an output folder as of now: what the run told last, and over it what its ledgers say.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/kept.hpp"
#include "cli/verbs.hpp"
#include "store/layout.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

double seconds_between(os::WallTime from, os::WallTime to) {
  return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

json object_in(const json& from, const std::string& key) {
  return from.contains(key) && from.at(key).is_object() ? from.at(key) : json::object();
}

std::uint64_t count_in(const json& from, const std::string& key) {
  return from.contains(key) && from.at(key).is_number_unsigned() ? from.at(key).get<std::uint64_t>() : 0;
}

bool is_good(const std::string& status) { return status == "completed" || status == "exhausted"; }

/// A collector's parts, added up.
struct Sum {
  std::uint64_t records = 0, rejected = 0, duplicates = 0, commits = 0;
  bool all_ended = true, all_target = true;
  json reasons = json::object(), units = json::array(), parts = json::array();
};

Sum sum_of(const Kept& kept, const KeptCollector& collector) {
  Sum sum;
  std::uint32_t shards = 0;
  for (const auto& [name, committed] : kept.parts) {
    if (name.collector != collector.name) continue;
    ++shards;
    sum.records += committed.records;
    sum.rejected += committed.rejected;
    sum.duplicates += committed.duplicates;
    sum.commits += committed.sequence;
    sum.all_ended = sum.all_ended && committed.end != store::End::open;
    sum.all_target = sum.all_target && committed.end == store::End::target;
    for (const auto& [reason, count] : committed.rejected_by_reason) {
      sum.reasons[reason] = sum.reasons.value(reason, std::uint64_t{0}) + count;
    }
    for (const std::string& unit : committed.quarantined) sum.units.push_back(unit);
    const auto path = store::layout::data(kept.output, name).lexically_relative(kept.output);
    sum.parts.push_back({{"path", path.generic_string()},
                         {"bytes", committed.bytes},
                         {"records", committed.records},
                         {"commits", committed.sequence}});
  }
  sum.all_ended = sum.all_ended && shards >= collector.shards;
  return sum;
}

std::string status_of(const Kept& kept, const Sum& sum, const json& told) {
  if (sum.all_ended) return sum.all_target ? "completed" : "exhausted";
  std::string last = told.value("status", "");
  if (last == "failed" || last == "interrupted") return last;
  const bool began = sum.commits > 0 || (last != "pending" && !last.empty());
  if (kept.running()) return began ? "running" : "pending";
  // A run that was killed tells nothing any more.
  return began ? "interrupted" : "pending";
}

json collector_facts(const Kept& kept, const KeptCollector& one, const json& told, os::WallTime now) {
  const Sum sum = sum_of(kept, one);
  const std::string status = status_of(kept, sum, told);
  const std::uint64_t had = count_in(told, "samples_collected");
  const std::uint64_t before = had - std::min(had, count_in(told, "samples_this_run"));
  json out = {{"plugin", one.plugin}, {"version", one.version}, {"folder", one.folder}};
  out.update(told);
  out["status"] = status;
  if (!told.contains("state") || kept.running() || told.value("status", "") != status) out["state"] = status;
  out["samples_collected"] = sum.records;
  out["target_samples"] = one.target > 0 ? json(one.target) : json(nullptr);
  if (!out.contains("duration")) out["duration"] = 0.0;
  if (kept.running() && status == "running" && kept.written) {
    out["duration"] = out["duration"].get<double>() + seconds_between(*kept.written, now);
  }
  out["success"] = is_good(status);
  out["samples_this_run"] = told.empty() ? json(nullptr) : json(sum.records - std::min(sum.records, before));
  out["rejected"] = {{"total", sum.rejected}, {"by_reason", sum.reasons}};
  out["duplicates"] = sum.duplicates;
  out["quarantined"] = sum.units;
  out["parts"] = sum.parts;
  if (sum.records > 0 && out.contains("progress") && out.at("progress").empty()) out["progress"] = nullptr;
  return out;
}

/// As facts.cpp has it of a run that ended by itself.
json summary_of(const json& collectors, double seconds) {
  std::uint64_t good = 0, failed = 0, samples = 0, wanted = 0;
  double share = 0;
  json by_collector = json::object();
  for (const auto& [name, one] : collectors.items()) {
    const std::string status = one.at("status");
    good += is_good(status) ? 1U : 0U;
    failed += status == "failed" || status == "interrupted" ? 1U : 0U;
    const std::uint64_t have = one.at("samples_collected"), target = count_in(one, "target_samples");
    samples += have;
    wanted += target;
    const double part = target > 0 ? static_cast<double>(have) / static_cast<double>(target) : 0;
    share += is_good(status) ? 1 : std::min(1.0, part);
    for (const char* key : {"status", "samples_collected", "target_samples", "duration", "success"}) {
      by_collector[name][key] = one.at(key);
    }
  }
  return {{"total_collectors", collectors.size()},
          {"successful_collectors", good},
          {"failed_collectors", failed},
          {"total_samples_collected", samples},
          {"total_target_samples", wanted > 0 ? json(wanted) : json(nullptr)},
          {"completion_rate", collectors.empty() ? 100.0 : 100 * share / static_cast<double>(collectors.size())},
          {"total_duration", seconds},
          {"by_collector", std::move(by_collector)}};
}

}  // namespace

std::string facts_now(const Kept& kept, os::WallTime now) {
  const json told = kept.facts_json.empty() ? json::object() : json::parse(kept.facts_json);
  json out = {{"facts_version", 1}, {"report_generated", os::rfc3339(now)}, {"streamguard_version", version()}};
  json rest = told;
  for (const char* key : {"facts_version", "report_generated", "streamguard_version", "collectors", "summary"}) {
    rest.erase(key);
  }
  out.update(rest);
  out["output"] = std::filesystem::absolute(kept.output).lexically_normal().generic_string();
  if (!out.contains("mode") || !out.at("mode").is_string()) out["mode"] = kept.mode.empty() ? "parallel" : kept.mode;
  if (!out.contains("start_time")) out["start_time"] = nullptr;
  if (!out.contains("end_time")) out["end_time"] = out["start_time"];
  if (!out.contains("total_duration")) out["total_duration"] = 0.0;
  if (kept.running()) {
    out["end_time"] = os::rfc3339(now);
    const json& start = out.at("start_time");
    if (const auto started = start.is_string() ? time_of(start) : std::nullopt) {
      out["total_duration"] = seconds_between(*started, now);
    }
  }
  const json before = object_in(told, "collectors");
  json collectors = json::object();
  bool interrupted = false;
  for (const KeptCollector& one : kept.collectors) {
    collectors[one.name] = collector_facts(kept, one, object_in(before, one.name), now);
    interrupted = interrupted || collectors[one.name].at("status") == "interrupted";
  }
  out["interrupted"] = interrupted && !kept.running();
  out["summary"] = summary_of(collectors, out.at("total_duration"));
  out["collectors"] = std::move(collectors);
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace streamguard::cli
