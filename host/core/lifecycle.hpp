/// lifecycle.hpp: the life of one shard of one collector, as a pure table.
///
/// A shard waits its turn (pending), is started (starting: a worker process exists and is not READY), runs, and ends.
/// Between, its worker may vanish and be started again after a pause (backing_off). To end a worker we first ask
/// (stopping: CANCEL is sent, a deadline runs) and then kill (killing). Every worker, however it ends, gives exactly
/// one gone_* event, after its process is reaped and what it had not committed is forgotten; why it was being stopped
/// decides which one:
///
///   gone_ok       DONE after the source was exhausted, or the target was met
///   gone_stopped  the user stopped the run, whatever the worker did then
///   gone_retry    a transient error, a rate limit, a crash, a hang
///   gone_never    a configuration error, a broken contract, a flood: the same would happen again
///
/// Tested cell by cell. Nothing else decides what happens to a worker.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace streamguard::lifecycle {

enum class State : std::uint8_t { pending, starting, running, stopping, killing, backing_off, ended };
enum class Event : std::uint8_t {
  start,
  ready,
  gone_ok,
  gone_stopped,
  gone_retry,
  gone_never,
  lease_expired,
  target_met,
  deadline,
  backoff_over,
  stop,
  stop_now
};
enum class Action : std::uint8_t {
  none,        ///< nothing to do
  spawn,       ///< start a worker
  cancel,      ///< send CANCEL, arm the deadline
  kill,        ///< kill the worker, arm the deadline again
  retry,       ///< back off, or fail when the restart limit is used up
  complete,    ///< the shard did its work
  interrupt,   ///< the shard ends unfinished because the user said so
  fail,        ///< the shard ends unfinished by its own fault
  impossible,  ///< a bug of ours
};
inline constexpr int kStates = 7;
inline constexpr int kEvents = 12;

struct Step {
  State next;
  Action action;
  bool operator==(const Step&) const = default;
};

Step step(State state, Event event) noexcept;
const char* name_of(State state) noexcept;
const char* name_of(Event event) noexcept;

/// How long to wait before a restart, and when to give up. Exponential from limits::kBackoffFirst to kBackoffMost, with
/// full jitter of up to a half (so that six collectors do not come back in step), inside an intensity window: more than
/// `max` restarts within `within` means giving up.
class Restarts {
 public:
  using Time = std::chrono::steady_clock::time_point;
  Restarts(std::uint32_t max, std::chrono::milliseconds within, std::uint64_t seed);
  /// The pause before the next start, at least `at_least`; nothing when the window is full.
  std::optional<std::chrono::milliseconds> next(Time now, std::chrono::milliseconds at_least);
  /// Work was committed since the last start: the pause begins small again. The window still counts.
  void progressed() noexcept { streak_ = 0; }
  /// The last `count` restarts were worth it (a bad unit was found): they do not count.
  void forgive(int count) noexcept;

 private:
  std::uint32_t max_;
  std::chrono::milliseconds within_;
  std::uint64_t random_;
  std::uint32_t streak_ = 0;
  std::deque<Time> times_;
};

/// Failures in one input unit with nothing committed between them: limits::kQuarantineAfter of them and the unit is to
/// be gone past. A commit is told by the part's sequence number, which grows with each.
class UnitFailures {
 public:
  /// A worker begins with `sequence` committed.
  void began(std::uint64_t sequence) noexcept {
    if (times_ == 0) sequence_ = sequence;
  }
  /// A worker ended without success. True where something was committed since the last end or the first beginning; then
  /// the count begins anew.
  bool ended(std::uint64_t sequence) noexcept;
  /// Counts the end to `unit`, empty where none was named. True once it is to be quarantined.
  bool count(const std::string& unit);
  /// It is quarantined, with a commit of its own.
  void forget(std::uint64_t sequence) noexcept;

 private:
  std::string unit_;
  std::uint64_t sequence_ = 0;
  int times_ = 0;
};

}  // namespace streamguard::lifecycle
