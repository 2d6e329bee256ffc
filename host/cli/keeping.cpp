#include "cli/keeping.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "cli/facts.hpp"
#include "cli/verbs.hpp"
#include "store/layout.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr int kFormat = 1;

std::string text(const json& value) { return value.dump(1, ' ', false, json::error_handler_t::replace) + "\n"; }

json plan_json(const Plan& plan, os::WallTime started) {
  std::set<std::string> folders;
  json collectors = json::array();
  for (const Collector& one : plan.collectors) {
    folders.insert(one.plugin.library.parent_path().generic_string());
    collectors.push_back({{"name", one.name},
                          {"plugin", one.plugin.id},
                          {"version", one.plugin.version},
                          {"folder", one.folder},
                          {"shards", one.shards},
                          {"target", one.target}});
  }
  json reports = json::array();
  for (const Reporter& one : plan.reports) {
    folders.insert(one.plugin.library.parent_path().generic_string());
    json config = json::parse(one.config_json, nullptr, false);
    reports.push_back({{"plugin", one.plugin.id}, {"config", config.is_object() ? config : json::object()}});
  }
  return {{"format", kFormat},
          {"streamguard_version", version()},
          {"started", os::rfc3339(started)},
          {"manifest", {{"name", plan.name}, {"path", plan.manifest.generic_string()}}},
          {"mode", name_of(plan.mode)},
          {"seed", plan.seed},
          {"sandbox", name_of(plan.sandbox)},
          {"plugin_folders", folders},
          {"collectors", std::move(collectors)},
          {"reports", std::move(reports)}};
}

/// Whether others should hear of it before the next state is due.
bool is_news(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::collector_started:
    case Event::Kind::waiting:
    case Event::Kind::restarting:
    case Event::Kind::quarantined:
    case Event::Kind::collector_ended:
    case Event::Kind::shutdown:
      return true;
    default:
      return false;
  }
}

}  // namespace

Status Keeping::begin() {
  started_ = clock_.wall();
  began_ = clock_.now();
  for (const Collector& one : plan_.collectors) seen_[one.name].tally.target = one.target;
  if (Status kept = disk_.replace(store::layout::plan_file(plan_.output), text(plan_json(plan_, started_))); !kept) {
    return kept;
  }
  return write(snapshot(started_), false);
}

void Keeping::on(const Event& event) {
  if (over_) return;
  if (const auto at = seen_.find(event.collector); at != seen_.end() && event.phase != Phase::pending) {
    Seen& seen = at->second;
    news_ = news_ || seen.phase != event.phase;
    seen.phase = event.phase;
    seen.tally = event.tally;
    seen.timeline.add(std::chrono::duration<double>(clock_.now() - began_).count(), event.tally.committed);
    if (event.kind == Event::Kind::collector_started) {
      seen.started = event.at;
      seen.recent.emplace_back(event.at, event.tally.committed);
    }
    if (event.kind == Event::Kind::waiting || event.kind == Event::Kind::restarting) {
      seen.waiting_for = event.kind == Event::Kind::waiting ? event.text : "the next try (" + event.text + ")";
      seen.until = event.until;
    }
    if (event.kind == Event::Kind::collector_ended) {
      seen.ended = event.at;
      seen.why = event.text;
      seen.waiting_for.clear();
    }
  }
  news_ = news_ || is_news(event.kind);
  const os::SteadyTime now = clock_.now();
  if (now - written_ < (news_ ? kNews : kEvery)) return;
  sample(event.at);
  write(snapshot(event.at), false).ok();
}

Status Keeping::end(const supervisor::RunResult& result) {
  over_ = true;
  return write(result, true);
}

void Keeping::sample(os::WallTime now) {
  for (auto& [name, seen] : seen_) {
    if (!seen.recent.empty() && now - seen.recent.back().first < kEvery) continue;
    seen.recent.emplace_back(now, seen.tally.committed);
    if (seen.recent.size() > kRecent) seen.recent.pop_front();
  }
}

/// The run as far as it has come, as if it had ended now. Parts are left out: their ledgers tell of them at any time.
supervisor::RunResult Keeping::snapshot(os::WallTime now) const {
  supervisor::RunResult out;
  out.started = started_;
  out.ended = now;
  out.upstreams = broker_.upstreams();
  out.seconds = std::chrono::duration<double>(now - started_).count();
  for (const Collector& one : plan_.collectors) {
    const Seen& seen = seen_.at(one.name);
    supervisor::CollectorResult result;
    result.plan = &one;
    result.phase = seen.phase;
    result.cause = name_of(seen.phase);
    result.why = seen.why;
    result.tally = seen.tally;
    result.traffic = broker_.traffic(one.name);
    result.progress = seen.timeline.points();
    const os::WallTime until = seen.ended == os::WallTime{} ? now : seen.ended;
    if (seen.started != os::WallTime{}) result.seconds = std::chrono::duration<double>(until - seen.started).count();
    out.collectors.push_back(std::move(result));
  }
  return out;
}

Status Keeping::write(const supervisor::RunResult& result, bool over) {
  json live = json::object();
  for (const auto& [name, seen] : seen_) {
    if (over) break;
    json recent = json::array();
    for (const auto& [at, committed] : seen.recent) recent.push_back({os::rfc3339(at), committed});
    live[name] = {{"phase", name_of(seen.phase)}, {"workers", seen.tally.workers}, {"recent", std::move(recent)}};
    if (!seen.waiting_for.empty()) {
      live[name]["waiting_for"] = seen.waiting_for;
      live[name]["until"] = os::rfc3339(seen.until);
    }
  }
  const json state = {{"format", kFormat},
                      {"written", os::rfc3339(over ? result.ended : clock_.wall())},
                      {"over", over},
                      {"live", std::move(live)},
                      {"facts", json::parse(facts_json(plan_, result))}};
  written_ = clock_.now();
  news_ = false;
  return disk_.replace(store::layout::state_file(plan_.output), text(state));
}

}  // namespace streamguard::cli
