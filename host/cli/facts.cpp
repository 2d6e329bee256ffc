#include "cli/facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/verbs.hpp"
#include "core/text.hpp"
#include "net/sha256.hpp"
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
  std::uint64_t unfinished = 0;
  std::uint64_t samples = 0;
  std::uint64_t wanted = 0;
  json by_collector = json::object();
  for (const CollectorResult& one : result.collectors) {
    good += successful(one.phase) ? 1U : 0U;
    unfinished += one.phase == Phase::failed || one.phase == Phase::interrupted ? 1U : 0U;
    samples += one.tally.committed;
    wanted += one.plan->target;
    by_collector[one.plan->name] = brief(one);
  }
  return {{"total_collectors", result.collectors.size()},
          {"successful_collectors", good},
          {"failed_collectors", unfinished},
          {"total_samples_collected", samples},
          {"total_target_samples", wanted > 0 ? json(wanted) : json(nullptr)},
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

json traffic_json(const net::Traffic& traffic) {
  return {{"made", traffic.requests}, {"from_cache", traffic.from_cache}, {"local", traffic.local},
          {"bytes", traffic.bytes},   {"retries", traffic.retries},       {"waited_seconds", traffic.waited_seconds}};
}

json progress_json(const std::vector<supervisor::TimelinePoint>& points) {
  json out = json::array();
  for (const supervisor::TimelinePoint& point : points) {
    out.push_back({{"seconds", point.seconds}, {"samples", point.samples}});
  }
  return out;
}

json limit_json(const std::optional<RateLimit>& limit) {
  if (!limit) return nullptr;
  const double seconds = static_cast<double>(limit->per.count()) / 1000;
  return {{"requests", limit->requests},
          {"seconds", seconds},
          {"text", grouped(limit->requests) + " in any " + duration_text(seconds)}};
}

/// What the collectors together expect of one upstream; null where none of them said.
json planned_of(const Plan& plan, const RunResult& result, const std::string& upstream) {
  bool said = false;
  std::uint64_t requests = 0;
  for (const CollectorResult& one : result.collectors) {
    for (const Expected& expected : one.expected) {
      if (expected.upstream != upstream) continue;
      said = true;
      requests += expected.requests;
    }
  }
  if (!said) return nullptr;
  return {{"requests", requests}, {"least_seconds", least_seconds(plan, upstream, requests)}};
}

/// What all collectors together asked of one upstream.
json use_json(const RunResult& result, const std::string& upstream) {
  const auto& uses = result.upstreams;
  const auto at = std::find_if(uses.begin(), uses.end(), [&](const UpstreamUse& one) { return one.name == upstream; });
  if (at == uses.end()) return nullptr;
  return {{"made", at->requests}, {"from_cache", at->from_cache}, {"local", at->local},
          {"bytes", at->bytes},   {"retries", at->retries},       {"waited_seconds", at->waited_seconds}};
}

json budgets(const Plan& plan, const RunResult& result) {
  std::set<std::string> granted;
  for (const CollectorResult& one : result.collectors) {
    granted.insert(one.plan->upstreams.begin(), one.plan->upstreams.end());
  }
  json out = json::array();
  for (const std::string& name : granted) {
    const auto at = plan.upstreams.find(name);
    if (at == plan.upstreams.end()) continue;
    const std::optional<Auth>& auth = at->second.auth;
    out.push_back({{"upstream", name},
                   {"limit", limit_json(limit_of(at->second, plan.secrets))},
                   {"authenticated", auth && plan.secrets.count(auth->secret) > 0},
                   {"requests", use_json(result, name)},
                   {"planned", planned_of(plan, result, name)}});
  }
  return out;
}

/// Of the keys that decide what the data will be: equal digests mean that a run can be resumed.
std::string digest_of(const Fingerprint& fingerprint) {
  return net::sha256_hex(json(fingerprint).dump(-1, ' ', true, json::error_handler_t::replace));
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
  facts["requests"] = traffic_json(one.traffic);
  facts["planned"] = expected_json(plan, one.expected);
  facts["progress"] = progress_json(one.progress);
  facts["manifest_line"] = one.plan->line > 0 ? json(one.plan->line) : json(nullptr);
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

/// From the folder that the command runs in, as a repository's tools name files; null where it does not lie below it.
json relative_path(const std::filesystem::path& file) {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::current_path(failed);
  if (failed || file.empty()) return nullptr;
  const std::string path = file.lexically_relative(folder).generic_string();
  return path.empty() || path == "." || path.starts_with("..") ? json(nullptr) : json(path);
}

json results(const Plan& plan, const RunResult& result) {
  json collectors = json::object();
  for (const CollectorResult& one : result.collectors) collectors[one.plan->name] = collector_facts(plan, one);
  return {{"start_time", os::rfc3339(result.started)},
          {"end_time", os::rfc3339(result.ended)},
          {"total_duration", result.seconds},
          {"mode", name_of(plan.mode)},
          {"seed", plan.seed},
          {"output", plan.output.generic_string()},
          {"manifest",
           {{"name", plan.name},
            {"path", plan.manifest.generic_string()},
            {"relative", relative_path(plan.manifest)},
            {"sha256", digest_of(plan.fingerprint)}}},
          {"interrupted", result.interrupted},
          {"sandbox", sandbox_words(plan, result)},
          {"collectors", collectors},
          {"budgets", budgets(plan, result)},
          {"summary", summary(result)}};
}

/// In ASCII: names stay what they are for programs, and act on nobody who looks at the file.
std::string text(const json& value) { return value.dump(2, ' ', true, json::error_handler_t::replace) + "\n"; }

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
  json out = {{"manifest", {{"name", plan.name}, {"path", plan.manifest.generic_string()}}},
              {"collectors", json::object()}};
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
