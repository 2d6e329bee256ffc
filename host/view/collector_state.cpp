// One collector of a RunState: what its events add up to, and what follows from them at a given time.
#include <cmath>
#include <numeric>

#include "core/text.hpp"
#include "view/run_state.hpp"

namespace streamguard::view {
namespace {

constexpr std::size_t kUnitsMost = 100;

}  // namespace

double seconds_between(Time from, Time to) noexcept {
  return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

void CollectorState::take(const Event& event) {
  tally = event.tally;
  phase = event.phase;
  switch (event.kind) {
    case Event::Kind::collector_started:
      if (!started) started = event.at;
      break;
    case Event::Kind::waiting:
      wait_ = Wait{event.text.starts_with("retry") ? Wait::Kind::retry : Wait::Kind::limit,
                   plain(event.text, kRecentBytes), event.at, event.until};
      break;
    case Event::Kind::restarting:
      ++warnings;
      wait_ = Wait{Wait::Kind::restart, plain(event.text, kRecentBytes), event.at, event.until};
      break;
    case Event::Kind::quarantined:
      ++warnings;
      if (quarantined_units.size() < kUnitsMost) quarantined_units.push_back(plain(event.text, kRecentBytes));
      break;
    case Event::Kind::log:
      if (event.level == LogLevel::debug) break;
      last_line = plain(event.text, kRecentBytes);
      warnings += event.level == LogLevel::warn ? 1U : 0U;
      errors += event.level == LogLevel::error ? 1U : 0U;
      break;
    case Event::Kind::collector_ended:
      ended = event.at;
      errors += event.phase == Phase::failed ? 1U : 0U;
      if (!successful(event.phase)) why = plain(event.text, kRecentBytes);
      break;
    default:
      break;
  }
  sample(event.at);
}

void CollectorState::sample(Time at) {
  if (!points_.empty() && at - points_.back().at < kSampling) return;
  points_.push_back({at, tally.committed, tally.done, tally.total, tally.fetched_bytes});
  // One point at or before the window's beginning stays, so that the window is always covered.
  while (points_.size() > 2 && points_[1].at <= at - kRateWindow) points_.pop_front();
}

const CollectorState::Point* CollectorState::base(Time now) const {
  if (points_.empty() || phase == Phase::pending || is_over(phase)) return nullptr;
  const Point* oldest = &points_.front();
  for (const Point& point : points_) {
    if (point.at > now - kRateWindow) break;
    oldest = &point;
  }
  return now - oldest->at < kRateLeast ? nullptr : oldest;
}

const CollectorState::Point* CollectorState::counted_base(Time now) const {
  const auto told = [&](const Point& point) { return point.total > 0 && point.at > now - kRateWindow - kSampling; };
  const auto first = std::find_if(points_.begin(), points_.end(), told);
  return first == points_.end() || now - first->at < kRateLeast ? nullptr : &*first;
}

double CollectorState::seconds(Time now) const noexcept {
  return started ? seconds_between(*started, ended.value_or(now)) : 0;
}

std::optional<double> CollectorState::rate(Time now) const {
  const Point* from = base(now);
  if (from == nullptr) return std::nullopt;
  return static_cast<double>(tally.committed - std::min(tally.committed, from->committed)) /
         seconds_between(from->at, now);
}

std::optional<double> CollectorState::fetch_rate(Time now) const {
  const Point* from = base(now);
  if (from == nullptr) return std::nullopt;
  return static_cast<double>(tally.fetched_bytes - std::min(tally.fetched_bytes, from->fetched)) /
         seconds_between(from->at, now);
}

std::optional<double> CollectorState::mean_rate(Time now) const {
  const double spent = seconds(now);
  if (spent <= 0) return std::nullopt;
  return static_cast<double>(fresh()) / spent;
}

std::optional<double> CollectorState::share() const noexcept {
  if (successful(phase)) return 1.0;
  const auto part = [](std::uint64_t have, std::uint64_t of) {
    return std::min(1.0, static_cast<double>(have) / static_cast<double>(of));
  };
  if (tally.target > 0) return part(tally.committed, tally.target);
  if (tally.total > 0) return part(tally.done, tally.total);
  return std::nullopt;
}

std::optional<double> CollectorState::eta(Time now) const {
  if (phase != Phase::running && phase != Phase::waiting) return std::nullopt;
  const Point* from = base(now);
  if (from == nullptr) return std::nullopt;
  std::optional<double> left;
  const auto consider = [&](Time since, std::uint64_t before, std::uint64_t have, std::uint64_t want) {
    if (want == 0 || have <= before) return;
    const double pace = static_cast<double>(have - before) / seconds_between(since, now);
    const double rest = static_cast<double>(want - std::min(have, want)) / pace;
    left = std::min(left.value_or(rest), rest);
  };
  consider(from->at, from->committed, tally.committed, tally.target);
  // A resumed plugin tells what earlier runs did with its first count: that is no pace.
  if (const Point* counted = counted_base(now)) consider(counted->at, counted->done, tally.done, tally.total);
  if (const auto waits = wait(now); left && waits) left = std::max(*left, seconds_between(now, waits->until));
  return left;
}

std::optional<Wait> CollectorState::wait(Time now) const {
  if (!wait_ || is_over(phase) || wait_->until <= now) return std::nullopt;
  return wait_;
}

std::vector<double> CollectorState::pace(Time now, std::size_t steps, std::chrono::milliseconds step) const {
  std::vector<double> out;
  if (points_.empty()) return out;
  const auto committed_at = [&](Time at) {
    const Point* before = &points_.front();
    for (const Point& point : points_) {
      if (point.at > at) {
        const double whole = seconds_between(before->at, point.at);
        const double gone = whole > 0 ? seconds_between(before->at, at) / whole : 0;
        return static_cast<double>(before->committed) +
               gone * static_cast<double>(point.committed - std::min(point.committed, before->committed));
      }
      before = &point;
    }
    return static_cast<double>(before->committed);
  };
  for (std::size_t i = steps; i > 0; --i) {
    const Time from = now - static_cast<int>(i) * step;
    if (from < points_.front().at) continue;
    out.push_back(std::max(0.0, committed_at(from + step) - committed_at(from)) /
                  std::chrono::duration<double>(step).count());
  }
  return out;
}

std::uint64_t CollectorState::memory() const noexcept {
  return std::accumulate(tally.crew.begin(), tally.crew.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const WorkerUse& worker) { return sum + worker.memory; });
}

std::uint64_t CollectorState::largest_worker() const noexcept {
  std::uint64_t most = 0;
  for (const WorkerUse& worker : tally.crew) most = std::max(most, worker.memory);
  return most;
}

}  // namespace streamguard::view
