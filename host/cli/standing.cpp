#include "cli/standing.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

double seconds_between(os::WallTime from, os::WallTime to) {
  return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

std::string text_in(const json& from, const char* key) {
  return from.contains(key) && from.at(key).is_string() ? from.at(key).get<std::string>() : std::string();
}

std::uint64_t count_in(const json& from, const char* key) {
  return from.contains(key) && from.at(key).is_number_unsigned() ? from.at(key).get<std::uint64_t>() : 0;
}

/// Samples a second since the oldest count that the run told of. With too little to go by there is none.
std::optional<double> rate_of(const json& live, std::uint64_t committed, os::WallTime now) {
  if (!live.contains("recent") || live.at("recent").empty()) return std::nullopt;
  const json& oldest = live.at("recent").front();
  const auto at = time_of(oldest.at(0));
  const std::uint64_t had = oldest.at(1);
  constexpr double kLeast = 1;  ///< seconds below which a rate is chance
  if (!at || seconds_between(*at, now) < kLeast || committed < had) return std::nullopt;
  return static_cast<double>(committed - had) / seconds_between(*at, now);
}

void add_live(const json& live, os::WallTime now, CollectorStanding& one) {
  if (one.status != "running") return;
  if (const std::string phase = text_in(live, "phase"); phase == "paused" || phase == "stopping") one.phase = phase;
  one.rate = rate_of(live, one.committed, now);
  one.until = time_of(text_in(live, "until"));
  if (one.until && *one.until > now) {
    one.waiting_for = text_in(live, "waiting_for");
    if (one.phase == "running") one.phase = "waiting";
  } else {
    one.until.reset();
  }
  if (one.phase == "running" && one.rate && *one.rate > 0 && one.target > one.committed) {
    one.eta_seconds = static_cast<double>(one.target - one.committed) / *one.rate;
  }
}

CollectorStanding collector_standing(const Kept& kept, const KeptCollector& plan, const json& facts) {
  CollectorStanding one;
  one.name = plan.name;
  one.plugin = plan.plugin;
  one.version = plan.version;
  one.target = plan.target;
  one.status = one.phase = facts.at("status");
  one.restarts = count_in(facts, "restarts");
  if (!facts.at("success").get<bool>() && facts.contains("error") && facts.at("error").is_object()) {
    one.error = text_in(facts.at("error"), "message");
  }
  for (const auto& [name, committed] : kept.parts) {
    if (name.collector != plan.name) continue;
    ++one.files;
    one.files_done += committed.end != store::End::open ? 1U : 0U;
    one.committed += committed.records;
    one.bytes += committed.bytes;
    one.rejected += committed.rejected;
    one.duplicates += committed.duplicates;
    one.quarantined += committed.quarantined.size();
  }
  return one;
}

Standing::State state_of(const Kept& kept, const Standing& standing) {
  using State = Standing::State;
  if (kept.running()) return State::running;
  if (standing.left.empty()) return State::finished;
  const auto has = [&](const char* status) {
    return std::any_of(standing.collectors.begin(), standing.collectors.end(),
                       [&](const CollectorStanding& one) { return one.status == status; });
  };
  if (has("interrupted")) return State::interrupted;
  return standing.committed == 0 && !has("failed") ? State::empty : State::unfinished;
}

json time_or_null(const std::optional<os::WallTime>& time) { return time ? json(os::rfc3339(*time)) : json(nullptr); }

json number_or_null(const std::optional<double>& number) { return number ? json(*number) : json(nullptr); }

}  // namespace

const char* name_of(Standing::State state) noexcept {
  switch (state) {
    case Standing::State::running:
      return "running";
    case Standing::State::finished:
      return "finished";
    case Standing::State::unfinished:
      return "unfinished";
    case Standing::State::interrupted:
      return "interrupted";
    case Standing::State::empty:
      return "empty";
  }
  return "?";
}

Standing standing_of(const Kept& kept, os::WallTime now) {
  const json facts = json::parse(facts_now(kept, now));
  const json live = json::parse(kept.live_json);
  Standing out;
  out.holder = kept.holder.value_or("");
  constexpr std::string_view kProcess = "process ";
  if (out.holder.starts_with(kProcess)) {
    const std::string digits = out.holder.substr(
        kProcess.size(), out.holder.find_first_not_of("0123456789", kProcess.size()) - kProcess.size());
    if (!digits.empty() && digits.size() < 19) out.process = std::stoull(digits);
  }
  out.started = time_of(text_in(facts, "start_time"));
  if (!kept.running()) out.ended = time_of(text_in(facts, "end_time"));
  out.seconds = facts.at("total_duration");
  for (const KeptCollector& plan : kept.collectors) {
    CollectorStanding one = collector_standing(kept, plan, facts.at("collectors").at(plan.name));
    if (live.contains(plan.name)) add_live(live.at(plan.name), now, one);
    out.committed += one.committed;
    out.bytes += one.bytes;
    out.target += one.target;
    if (one.status != "completed" && one.status != "exhausted") out.left.push_back(one.name);
    out.collectors.push_back(std::move(one));
  }
  out.state = state_of(kept, out);
  return out;
}

std::string standing_json(const Kept& kept, const Standing& standing) {
  json collectors = json::object();
  for (const CollectorStanding& one : standing.collectors) {
    collectors[one.name] = {{"plugin", one.plugin},
                            {"version", one.version},
                            {"status", one.status},
                            {"phase", one.phase},
                            {"samples_collected", one.committed},
                            {"target_samples", one.target > 0 ? json(one.target) : json(nullptr)},
                            {"bytes", one.bytes},
                            {"rejected", one.rejected},
                            {"duplicates", one.duplicates},
                            {"restarts", one.restarts},
                            {"quarantined", one.quarantined},
                            {"parts", one.files},
                            {"parts_complete", one.files_done},
                            {"rate", number_or_null(one.rate)},
                            {"eta_seconds", number_or_null(one.eta_seconds)},
                            {"waiting_for", one.waiting_for.empty() ? json(nullptr) : json(one.waiting_for)},
                            {"until", time_or_null(one.until)},
                            {"error", one.error.empty() ? json(nullptr) : json(one.error)}};
  }
  const json out = {{"output", std::filesystem::absolute(kept.output).lexically_normal().generic_string()},
                    {"state", name_of(standing.state)},
                    {"process", standing.process ? json(*standing.process) : json(nullptr)},
                    {"holder", standing.holder.empty() ? json(nullptr) : json(standing.holder)},
                    {"started", time_or_null(standing.started)},
                    {"ended", time_or_null(standing.ended)},
                    {"duration", standing.seconds},
                    {"last_commit", time_or_null(kept.last_commit)},
                    {"told", time_or_null(kept.written)},
                    {"manifest", {{"name", kept.manifest_name}, {"path", kept.manifest_path}}},
                    {"samples_collected", standing.committed},
                    {"bytes", standing.bytes},
                    {"collectors", std::move(collectors)},
                    {"resume", standing.left}};
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

}  // namespace streamguard::cli
