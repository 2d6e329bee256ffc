#include "view/run_state.hpp"

#include "core/text.hpp"
#include "view/words.hpp"

namespace streamguard::view {

RunState::RunState(const Plan& plan, bool debug)
    : name_(plain(plan.name, kRecentBytes)),
      output_(plain(plan.output.string(), kRecentBytes)),
      mode_(plan.mode),
      debug_(debug) {
  for (const Collector& one : plan.collectors) {
    CollectorState& state = collectors_.emplace_back();
    state.name = plain(one.name, kRecentBytes);
    state.plugin = plain(one.plugin.id, kRecentBytes);
    state.shards = one.shards;
    state.tally.target = one.target;
    state.tally.memory_limit = one.limits.memory;
  }
}

CollectorState* RunState::find(const std::string& name) {
  const auto at =
      std::find_if(collectors_.begin(), collectors_.end(), [&](const CollectorState& one) { return one.name == name; });
  return at == collectors_.end() ? nullptr : &*at;
}

void RunState::on(const Event& event) {
  LogLevel level = event.level;
  switch (event.kind) {
    case Event::Kind::run_started:
      started_ = event.at;
      break;
    case Event::Kind::run_resumed:
      resumed_ = plain(event.text, kRecentBytes);
      break;
    case Event::Kind::restarting:
    case Event::Kind::quarantined:
      level = LogLevel::warn;
      ++warnings_;
      break;
    case Event::Kind::log:
      warnings_ += level == LogLevel::warn ? 1U : 0U;
      errors_ += level == LogLevel::error ? 1U : 0U;
      break;
    case Event::Kind::collector_ended:
      errors_ += event.phase == Phase::failed ? 1U : 0U;
      break;
    case Event::Kind::upstreams:
      upstreams_ = event.upstreams;
      return;
    case Event::Kind::paused:
      paused_ = event.at;
      if (stage_ == Stage::collecting) stage_ = Stage::paused;
      break;
    case Event::Kind::unpaused:
      paused_.reset();
      if (stage_ == Stage::paused) stage_ = Stage::collecting;
      break;
    case Event::Kind::report_started:
    case Event::Kind::report_written:
    case Event::Kind::report_failed:
      report(event);
      break;
    case Event::Kind::shutdown:
      if (!stopping_) stopping_ = event.at;
      paused_.reset();
      stage_ = event.text == "now" ? Stage::stopping_now : Stage::stopping;
      level = LogLevel::warn;
      break;
    case Event::Kind::run_ended:
      ended_ = event.at;
      summary_ = plain(event.text, kRecentBytes);
      stage_ = Stage::ended;
      break;
    default:
      break;
  }
  CollectorState* one = event.collector.empty() ? nullptr : find(event.collector);
  if (one != nullptr) one->take(event);
  if (event.kind == Event::Kind::progress || event.kind == Event::Kind::report_started) return;
  if (event.kind == Event::Kind::log && event.level == LogLevel::debug && !debug_) return;
  note(event, plain(words_of(event, one != nullptr ? one->seconds(event.at) : 0), kRecentBytes), level);
}

void RunState::note(const Event& event, std::string text, LogLevel level) {
  recent_.push_back({event.at, plain(event.collector, kRecentBytes), event.kind, level, std::move(text),
                     std::max(event.until, event.at), event.phase});
  if (recent_.size() <= kRecentMost) return;
  recent_.pop_front();
  ++recent_dropped_;
}

void RunState::report(const Event& event) {
  const bool failed = event.kind == Event::Kind::report_failed;
  errors_ += failed ? 1U : 0U;
  if (stage_ == Stage::collecting || stage_ == Stage::paused) stage_ = Stage::reporting;
  if (event.kind == Event::Kind::report_started) {
    if (reports_.size() < kReportsMost) reports_.push_back({plain(event.text, kRecentBytes), {}, {}});
    return;
  }
  // They are written one after another: what is told belongs to the one that was begun last.
  const std::string text = plain(event.text, kRecentBytes);
  const auto is = failed ? ReportState::Is::failed : ReportState::Is::written;
  if (!reports_.empty() && (reports_.back().is == ReportState::Is::writing || reports_.back().is == is)) {
    reports_.back().is = is;
    reports_.back().text = text;
  } else if (reports_.size() < kReportsMost) {
    reports_.push_back({{}, is, text});
  }
}

double RunState::elapsed(Time now) const noexcept {
  return started_ ? seconds_between(*started_, ended_.value_or(now)) : 0;
}

Tally RunState::total() const {
  Tally sum;
  bool all_have_targets = !collectors_.empty();
  for (const CollectorState& one : collectors_) {
    const Tally& tally = one.tally;
    all_have_targets = all_have_targets && tally.target > 0;
    sum.target += tally.target;
    sum.committed += tally.committed;
    sum.accepted += tally.accepted;
    sum.committed_before += tally.committed_before;
    sum.bytes += tally.bytes;
    sum.rejected += tally.rejected;
    sum.duplicates += tally.duplicates;
    sum.restarts += tally.restarts;
    sum.quarantined += tally.quarantined;
    sum.workers += tally.workers;
    sum.requests += tally.requests;
    sum.from_cache += tally.from_cache;
    sum.fetched_bytes += tally.fetched_bytes;
    sum.retries += tally.retries;
    sum.waited_seconds += tally.waited_seconds;
    sum.crew.insert(sum.crew.end(), tally.crew.begin(), tally.crew.end());
  }
  if (!all_have_targets) sum.target = 0;
  return sum;
}

std::size_t RunState::active() const {
  return static_cast<std::size_t>(std::count_if(collectors_.begin(), collectors_.end(), [](const CollectorState& one) {
    return one.phase != Phase::pending && !is_over(one.phase);
  }));
}

std::size_t RunState::complete() const {
  return static_cast<std::size_t>(std::count_if(collectors_.begin(), collectors_.end(),
                                                [](const CollectorState& one) { return successful(one.phase); }));
}

std::size_t RunState::failed() const {
  return static_cast<std::size_t>(std::count_if(collectors_.begin(), collectors_.end(), [](const CollectorState& one) {
    return is_over(one.phase) && !successful(one.phase);
  }));
}

std::optional<double> RunState::rate(Time now) const {
  std::optional<double> sum;
  for (const CollectorState& one : collectors_) {
    if (const auto rate = one.rate(now)) sum = sum.value_or(0) + *rate;
  }
  return sum;
}

std::optional<double> RunState::eta(Time now) const {
  std::optional<double> all;
  for (const CollectorState& one : collectors_) {
    if (is_over(one.phase)) continue;
    const auto left = one.eta(now);
    if (!left) return std::nullopt;
    all = mode_ == Mode::parallel ? std::max(all.value_or(0), *left) : all.value_or(0) + *left;
  }
  return all;
}

const char* name_of(RunState::Stage stage) noexcept {
  switch (stage) {
    case RunState::Stage::collecting:
      return "collecting";
    case RunState::Stage::paused:
      return "paused";
    case RunState::Stage::stopping:
      return "stopping";
    case RunState::Stage::stopping_now:
      return "stopping at once";
    case RunState::Stage::reporting:
      return "writing reports";
    case RunState::Stage::ended:
      return "ended";
  }
  return "unknown";
}

}  // namespace streamguard::view
