#include "cli/facts.hpp"

#include <nlohmann/json.hpp>

#include "cli/verbs.hpp"
#include "os/clock.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;
using supervisor::CollectorResult;
using supervisor::RunResult;

json target_of(const CollectorResult& one) { return one.plan->target > 0 ? json(one.plan->target) : json(nullptr); }

json brief(const CollectorResult& one) {
  return {{"status", name_of(one.phase)},
          {"samples_collected", one.tally.committed},
          {"target_samples", target_of(one)},
          {"duration", one.seconds},
          {"success", successful(one.phase)}};
}

/// Percent of what was asked for. A collector without a target, or that exhausted its source, has nothing left to do;
/// one that failed counts with what it has.
double completion(const RunResult& result) {
  double share = 0;
  for (const CollectorResult& one : result.collectors) {
    const auto have = static_cast<double>(one.tally.committed);
    const auto want = static_cast<double>(one.plan->target);
    share += successful(one.phase) ? 1 : want > 0 ? std::min(1.0, have / want) : 0;
  }
  return result.collectors.empty() ? 100 : 100 * share / static_cast<double>(result.collectors.size());
}

json summary(const RunResult& result) {
  std::uint64_t good = 0;
  std::uint64_t samples = 0;
  std::uint64_t wanted = 0;
  json by_collector = json::object();
  for (const CollectorResult& one : result.collectors) {
    good += successful(one.phase) ? 1U : 0U;
    samples += one.tally.committed;
    wanted += one.plan->target;
    by_collector[one.plan->name] = brief(one);
  }
  return {{"total_collectors", result.collectors.size()},
          {"successful_collectors", good},
          {"failed_collectors", result.collectors.size() - good},
          {"total_samples_collected", samples},
          {"total_target_samples", wanted},
          {"completion_rate", completion(result)},
          {"total_duration", result.seconds},
          {"by_collector", by_collector}};
}

json part_facts(const Plan& plan, const supervisor::PartResult& part) {
  return {{"path", part.path.lexically_relative(plan.output).generic_string()},
          {"bytes", part.committed.bytes},
          {"records", part.committed.records},
          {"commits", part.committed.sequence}};
}

json expected_json(const Plan& plan, const std::vector<Expected>& expected) {
  json out = json::array();
  for (const Expected& one : expected) {
    out.push_back({{"upstream", one.upstream},
                   {"requests", one.requests},
                   {"bytes", one.bytes > 0 ? json(one.bytes) : json(nullptr)},
                   {"least_seconds", least_seconds(plan, one.upstream, one.requests)},
                   {"basis", one.basis}});
  }
  return out;
}

json collector_facts(const Plan& plan, const CollectorResult& one) {
  json facts = {{"plugin", one.plan->plugin.id}, {"version", one.plan->plugin.version}, {"folder", one.plan->folder}};
  facts.update(brief(one));
  facts["state"] = one.cause;
  facts["samples_this_run"] = one.tally.committed - one.tally.committed_before;
  json reasons = json::object();
  json units = json::array();
  json parts = json::array();
  for (const supervisor::PartResult& part : one.parts) {
    for (const auto& [reason, count] : part.committed.rejected_by_reason) {
      reasons[reason] = reasons.value(reason, std::uint64_t{0}) + count;
    }
    for (const std::string& unit : part.committed.quarantined) units.push_back(unit);
    parts.push_back(part_facts(plan, part));
  }
  facts["rejected"] = {{"total", one.tally.rejected}, {"by_reason", reasons}};
  facts["duplicates"] = one.tally.duplicates;
  facts["restarts"] = one.tally.restarts;
  facts["quarantined"] = units;
  facts["error"] = one.why.empty() ? json(nullptr) : json{{"class", one.cause}, {"message", one.why}};
  facts["requests"] = {{"made", one.traffic.requests},   {"from_cache", one.traffic.from_cache},
                       {"local", one.traffic.local},     {"bytes", one.traffic.bytes},
                       {"retries", one.traffic.retries}, {"waited_seconds", one.traffic.waited_seconds}};
  facts["planned"] = expected_json(plan, one.expected);
  facts["sandbox"] = one.sandbox;
  facts["parts"] = parts;
  return facts;
}

std::string sandbox_words(const Plan& plan, const RunResult& result) {
  for (const CollectorResult& one : result.collectors) {
    if (!one.sandbox.empty()) return std::string(name_of(plan.sandbox)) + ": " + one.sandbox;
  }
  return name_of(plan.sandbox);
}

json results(const Plan& plan, const RunResult& result) {
  json collectors = json::object();
  for (const CollectorResult& one : result.collectors) collectors[one.plan->name] = collector_facts(plan, one);
  return {{"start_time", os::rfc3339(result.started)},
          {"end_time", os::rfc3339(result.ended)},
          {"total_duration", result.seconds},
          {"mode", name_of(plan.mode)},
          {"seed", plan.seed},
          {"output", plan.output.string()},
          {"manifest", {{"name", plan.name}, {"path", plan.manifest.string()}}},
          {"interrupted", result.interrupted},
          {"sandbox", sandbox_words(plan, result)},
          {"collectors", collectors},
          {"summary", summary(result)}};
}

std::string text(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

}  // namespace

double least_seconds(const Plan& plan, const std::string& upstream, std::uint64_t requests) {
  const auto at = plan.upstreams.find(upstream);
  if (at == plan.upstreams.end()) return 0;
  const auto limit = limit_of(at->second, plan.secrets);
  return limit ? static_cast<double>(least_time(*limit, requests).count()) / 1000 : 0;
}

std::string facts_json(const Plan& plan, const RunResult& result) {
  json facts = {{"facts_version", 1},
                {"report_generated", os::rfc3339(os::real_clock().wall())},
                {"streamguard_version", version()}};
  facts.update(results(plan, result));
  return text(facts);
}

std::string results_json(const Plan& plan, const RunResult& result) { return text(results(plan, result)); }

std::string partial_json(const Plan& plan, const RunResult& result) {
  json partial = results(plan, result);
  partial["interrupted"] = true;
  partial["interrupted_at"] = os::rfc3339(result.ended);
  json files = json::array();
  for (const CollectorResult& one : result.collectors) {
    for (const supervisor::PartResult& part : one.parts) files.push_back(part_facts(plan, part));
  }
  partial["data_files"] = files;
  return text(partial);
}

std::string planned_json(const Plan& plan, const std::vector<supervisor::Expectation>& expectations) {
  json out = {{"manifest", {{"name", plan.name}, {"path", plan.manifest.string()}}}, {"collectors", json::object()}};
  for (std::size_t i = 0; i < plan.collectors.size(); ++i) {
    const Collector& collector = plan.collectors[i];
    const supervisor::Expectation& one = expectations[i];
    out["collectors"][collector.name] = {
        {"target_samples", collector.target > 0 ? json(collector.target) : json(nullptr)},
        {"planned", expected_json(plan, one.expected)},
        {"error", one.outcome ? json(nullptr) : json(one.outcome.error().message)}};
  }
  return text(out);
}

}  // namespace streamguard::cli
