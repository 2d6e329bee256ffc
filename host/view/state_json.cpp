#include "view/state_json.hpp"

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "os/clock.hpp"

namespace streamguard::view {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPaceSteps = 30;  // of a second each
constexpr std::size_t kNameMost = 200;  // bytes of an upstream's name, of a noun

template <class T>
Json maybe(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json time_of(const std::optional<Time>& time) { return time ? Json(os::rfc3339(*time)) : Json(nullptr); }

Json positive(std::uint64_t value) { return value > 0 ? Json(value) : Json(nullptr); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

const char* name_of(Wait::Kind kind) noexcept {
  switch (kind) {
    case Wait::Kind::limit:
      return "limit";
    case Wait::Kind::retry:
      return "retry";
    case Wait::Kind::restart:
      return "restart";
  }
  return "limit";
}

const char* name_of(ReportState::Is is) noexcept {
  switch (is) {
    case ReportState::Is::writing:
      return "writing";
    case ReportState::Is::written:
      return "written";
    case ReportState::Is::failed:
      return "failed";
  }
  return "writing";
}

/// The numbers that a collector and the whole run have alike.
Json tally_json(const Tally& tally, std::uint64_t memory) {
  return {{"samples", tally.committed},
          {"target", positive(tally.target)},
          {"samples_before", tally.committed_before},
          {"accepted", tally.accepted},
          {"bytes", tally.bytes},
          {"rejected", tally.rejected},
          {"duplicates", tally.duplicates},
          {"restarts", tally.restarts},
          {"quarantined", tally.quarantined},
          {"workers", tally.workers},
          {"memory_bytes", memory},
          {"requests", tally.requests},
          {"from_cache", tally.from_cache},
          {"fetched_bytes", tally.fetched_bytes},
          {"retries", tally.retries},
          {"waited_seconds", tally.waited_seconds}};
}

Json run_json(const RunState& state, Time now) {
  return {{"name", state.name()},
          {"output", state.output()},
          {"stage", view::name_of(state.stage())},
          {"started", time_of(state.started())},
          {"ended", time_of(state.ended())},
          {"elapsed_seconds", state.elapsed(now)},
          {"resumed", text_or_null(state.resumed())},
          {"paused_since", time_of(state.paused_since())},
          {"stopping_since", time_of(state.stopping_since())},
          {"summary", text_or_null(state.summary())},
          {"active", state.active()},
          {"complete", state.complete()},
          {"failed", state.failed()},
          {"warnings", state.warnings()},
          {"errors", state.errors()},
          {"rate", maybe(state.rate(now))},
          {"eta_seconds", maybe(state.eta(now))}};
}

Json collector_json(const CollectorState& one, Time now) {
  Json out = {{"name", one.name}, {"plugin", one.plugin}, {"shards", one.shards}, {"phase", name_of(one.phase)}};
  out.update(tally_json(one.tally, one.memory()));
  Json memory = Json::array();
  for (const WorkerUse& worker : one.tally.crew) memory.push_back({{"shard", worker.shard}, {"bytes", worker.memory}});
  out["memory"] = std::move(memory);
  out["memory_limit_bytes"] = positive(one.tally.memory_limit);
  out["started"] = time_of(one.started);
  out["ended"] = time_of(one.ended);
  out["seconds"] = one.seconds(now);
  out["why"] = text_or_null(one.why);
  out["last_line"] = text_or_null(one.last_line);
  out["warnings"] = one.warnings;
  out["errors"] = one.errors;
  out["quarantined_units"] = one.quarantined_units;
  out["rejected_by_reason"] = one.tally.rejected_by_reason;
  out["progress"] = nullptr;
  if (!one.tally.noun.empty()) {
    out["progress"] = {
        {"done", one.tally.done}, {"total", positive(one.tally.total)}, {"noun", plain(one.tally.noun, kNameMost)}};
  }
  out["share"] = maybe(one.share());
  out["rate"] = maybe(one.rate(now));
  out["mean_rate"] = maybe(one.mean_rate(now));
  out["fetch_rate"] = maybe(one.fetch_rate(now));
  out["eta_seconds"] = maybe(one.eta(now));
  out["pace"] = one.pace(now, kPaceSteps, std::chrono::seconds(1));
  const auto wait = one.wait(now);
  out["wait"] = nullptr;
  if (wait) {
    out["wait"] = {{"kind", name_of(wait->kind)},
                   {"what", wait->what},
                   {"since", os::rfc3339(wait->since)},
                   {"until", os::rfc3339(wait->until)}};
  }
  return out;
}

Json upstream_json(const UpstreamUse& one, Time now) {
  Json limit;
  if (one.limit > 0) {
    limit = {{"requests", one.limit},
             {"window_seconds", std::chrono::duration<double>(one.window).count()},
             {"used", one.in_window}};
  }
  return {{"name", plain(one.name, kNameMost)},
          {"requests", one.requests},
          {"retries", one.retries},
          {"bytes", one.bytes},
          {"waited_seconds", one.waited_seconds},
          {"in_flight", one.in_flight},
          {"waiting", one.waiting},
          {"limit", limit},
          {"free_at", one.free_at > now ? Json(os::rfc3339(one.free_at)) : Json(nullptr)}};
}

Json log_json(const RunState& state, std::uint64_t from) {
  const auto& recent = state.recent();
  const std::uint64_t dropped = state.recent_dropped();
  std::size_t at = static_cast<std::size_t>(std::clamp(from, dropped, log_end(state)) - dropped);
  at = std::max(at, recent.size() - std::min(recent.size(), kLogMost));
  Json lines = Json::array();
  for (std::size_t i = at; i < recent.size(); ++i) {
    const Recent& one = recent[i];
    lines.push_back({{"at", os::rfc3339(one.at)},
                     {"collector", text_or_null(one.collector)},
                     {"event", streamguard::name_of(one.kind)},
                     {"level", streamguard::name_of(one.level)},
                     {"phase", streamguard::name_of(one.phase)},
                     {"text", one.text},
                     {"until", one.until > one.at ? Json(os::rfc3339(one.until)) : Json(nullptr)}});
  }
  return {{"first", dropped + at}, {"lines", std::move(lines)}};
}

}  // namespace

std::uint64_t log_end(const RunState& state) noexcept { return state.recent_dropped() + state.recent().size(); }

std::string state_json(const RunState& state, Time now, const std::string& version, std::uint64_t log_from) {
  Json out = {{"version", version}, {"now", os::rfc3339(now)}, {"run", run_json(state, now)}};
  std::uint64_t memory = 0;
  Json collectors = Json::array();
  for (const CollectorState& one : state.collectors()) {
    memory += one.memory();
    collectors.push_back(collector_json(one, now));
  }
  out["total"] = tally_json(state.total(), memory);
  out["collectors"] = std::move(collectors);
  Json upstreams = Json::array();
  for (const UpstreamUse& one : state.upstreams()) upstreams.push_back(upstream_json(one, now));
  out["upstreams"] = std::move(upstreams);
  Json reports = Json::array();
  for (const ReportState& one : state.reports()) {
    reports.push_back({{"format", text_or_null(one.format)}, {"state", name_of(one.is)}, {"text", one.text}});
  }
  out["reports"] = std::move(reports);
  out["log"] = log_json(state, log_from);
  return out.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace streamguard::view
