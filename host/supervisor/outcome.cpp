// What a run's collectors came to: numbers while they run, results when they ended, and the events that tell of both.
#include <algorithm>

#include "supervisor/crew.hpp"

namespace streamguard::supervisor {

Tally Supervisor::Impl::tally_of(std::size_t collector) const {
  Tally out;
  out.target = plan.collectors[collector].target;
  out.memory_limit = plan.collectors[collector].limits.memory;
  for (const Shard& shard : shards) {
    if (shard.collector != collector) continue;
    const store::Committed committed = shard.part->committed();
    out.committed += committed.records;
    out.accepted += shard.part->accepted();
    out.committed_before += shard.records_before;
    out.bytes += committed.bytes;
    out.rejected += committed.rejected;
    out.duplicates += committed.duplicates;
    for (const auto& [reason, count] : committed.rejected_by_reason) out.rejected_by_reason[reason] += count;
    out.quarantined += static_cast<std::uint32_t>(committed.quarantined.size());
    out.restarts += shard.restarted;
    if (is_live(shard.state)) {
      ++out.workers;
      out.crew.push_back({shard.index, shard.memory});
    }
    const std::lock_guard lock(shard.progress->mutex);
    out.done += shard.progress->done;
    out.total += shard.progress->total;
    out.noun = shard.progress->noun;
  }
  const net::Traffic traffic = setup.broker->traffic(plan.collectors[collector].name);
  out.requests = traffic.requests;
  out.from_cache = traffic.from_cache;
  out.fetched_bytes = traffic.bytes;
  out.retries = traffic.retries;
  out.waited_seconds = traffic.waited_seconds;
  return out;
}

/// While it runs. Ended collectors have their phase in `results`.
Phase Supervisor::Impl::phase_of(std::size_t collector) const {
  bool live = false;
  bool backing_off = false;
  bool pending = true;
  for (const Shard& shard : shards) {
    if (shard.collector != collector) continue;
    live = live || is_live(shard.state);
    backing_off = backing_off || shard.state == State::backing_off;
    pending = pending && shard.state == State::pending;
  }
  if (pending) return Phase::pending;
  if (stopping) return Phase::stopping;
  if (tap.closed()) return Phase::paused;
  return !live && backing_off ? Phase::waiting : Phase::running;
}

void Supervisor::Impl::conclude(std::size_t collector) {
  CollectorResult& result = results[collector];
  bool all_target = true;
  bool failed = false;
  bool interrupted = false;
  for (const Shard& shard : shards) {
    if (shard.collector != collector) continue;
    const Cause cause = shard.last.cause;
    all_target = all_target && cause == Cause::target;
    const bool bad = event_of(cause) != lifecycle::Event::gone_ok && cause != Cause::stopped;
    if (bad || (cause == Cause::stopped && !failed)) {
      result.cause = name_of(cause);
      result.why = shard.last.why;
    }
    failed = failed || bad;
    interrupted = interrupted || cause == Cause::stopped;
    result.parts.push_back({shard.part->path(), shard.part->committed()});
    commits->on_commit(*shard.part);  // The store tells of its last commit after finish() returned, maybe not yet.
    const std::lock_guard lock(shard.progress->mutex);
    for (const Expected& one : shard.progress->expected) add(result.expected, one);
  }
  result.phase = failed        ? Phase::failed
                 : interrupted ? Phase::interrupted
                 : all_target  ? Phase::completed
                               : Phase::exhausted;
  if (!failed && !interrupted) result.cause = all_target ? "target" : "exhausted";
  result.tally = tally_of(collector);
  result.traffic = setup.broker->traffic(plan.collectors[collector].name);
  result.progress = commits->progress_of(collector);
  if (first_start[collector] != os::SteadyTime{}) {
    result.seconds = std::chrono::duration<double>(last_end[collector] - first_start[collector]).count();
  }
  tell(streamguard::Event::Kind::collector_ended, collector, result.why,
       failed        ? LogLevel::error
       : interrupted ? LogLevel::warn
                     : LogLevel::info);
}

void Supervisor::Impl::tell(streamguard::Event::Kind kind, std::size_t collector, std::string text, LogLevel level,
                            milliseconds until, std::string fields_json) {
  streamguard::Event event;
  event.kind = kind;
  event.at = clock.wall();
  event.text = std::move(text);
  event.level = level;
  event.until = event.at + until;
  event.fields_json = std::move(fields_json);
  if (collector < plan.collectors.size()) {
    event.collector = plan.collectors[collector].name;
    describe(event, collector);
  }
  setup.view->on(event);
}

void Supervisor::Impl::describe(streamguard::Event& event, std::size_t collector) const {
  const Phase ended = results[collector].phase;
  event.phase = ended != Phase::pending ? ended : phase_of(collector);
  event.tally = tally_of(collector);
}

/// Once a second, where something changed: those that were asked or are waited for.
void Supervisor::Impl::tell_upstreams() {
  streamguard::Event event;
  event.kind = streamguard::Event::Kind::upstreams;
  event.at = clock.wall();
  event.upstreams = setup.broker->upstreams();
  std::erase_if(event.upstreams,
                [](const UpstreamUse& one) { return one.requests == 0 && one.waiting == 0 && one.in_flight == 0; });
  if (event.upstreams == upstreams_told) return;
  upstreams_told = event.upstreams;
  setup.view->on(event);
}

std::size_t Supervisor::Impl::index_of(const Shard& shard) const {
  const auto at = std::find_if(shards.begin(), shards.end(), [&](const Shard& one) { return &one == &shard; });
  return static_cast<std::size_t>(at - shards.begin());
}

bool Supervisor::Impl::all_ended() const {
  return std::all_of(shards.begin(), shards.end(), [](const Shard& shard) { return shard.state == State::ended; });
}

std::vector<store::PartName> parts_of(const Plan& plan) {
  std::vector<store::PartName> out;
  for (const Collector& collector : plan.collectors) {
    for (std::uint32_t i = 0; i < collector.shards; ++i)
      out.push_back({collector.name, collector.folder, i, collector.shards});
  }
  return out;
}

}  // namespace streamguard::supervisor
