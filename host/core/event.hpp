/// event.hpp: what happened in a run, as values. The supervisor makes events, views show them; nothing else passes
/// between the two. Text in events came from plugins or upstreams: a view must neutralise control characters.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace streamguard {

/// Where a collector (all its shards together) stands. See lifecycle.hpp for a single worker's states.
enum class Phase { pending, running, waiting, paused, stopping, completed, exhausted, failed, interrupted };
const char* name_of(Phase phase) noexcept;
/// True where the collector did its work: its target is met, or its source holds no more.
constexpr bool successful(Phase phase) noexcept { return phase == Phase::completed || phase == Phase::exhausted; }
/// True where nothing more will come of it in this run.
constexpr bool is_over(Phase phase) noexcept {
  return successful(phase) || phase == Phase::failed || phase == Phase::interrupted;
}

enum class LogLevel { debug, info, warn, error };
const char* name_of(LogLevel level) noexcept;

/// One live worker process.
struct WorkerUse {
  std::uint32_t shard = 0;
  std::uint64_t memory = 0;  ///< resident bytes, seen at most a second ago; 0 = not known yet
};

/// A collector's numbers at one instant. `committed` is durable, `accepted` includes what is not yet.
struct Tally {
  std::uint64_t target = 0;                                         ///< 0 = all there is
  std::uint64_t committed = 0, accepted = 0, committed_before = 0;  ///< the last: by earlier runs on this output
  std::uint64_t bytes = 0;
  std::uint64_t rejected = 0, duplicates = 0;
  std::map<std::string, std::uint64_t> rejected_by_reason;  ///< reasons are the validator's own words
  std::uint32_t restarts = 0, quarantined = 0, workers = 0;
  std::uint64_t requests = 0, from_cache = 0, fetched_bytes = 0, retries = 0;
  double waited_seconds = 0;          ///< in which a request of it waited for a limit
  std::vector<WorkerUse> crew;        ///< its live workers, by shard
  std::uint64_t memory_limit = 0;     ///< of each worker
  std::uint64_t done = 0, total = 0;  ///< the plugin's own progress, in `noun`s; total 0 = unknown
  std::string noun;
};

/// How one upstream is used at one instant. Numbers are of this run, of all collectors together.
struct UpstreamUse {
  std::string name;
  std::uint64_t requests = 0, retries = 0, bytes = 0;
  std::uint64_t from_cache = 0, local = 0;  ///< answered without a request: of the cache, of a folder or a recording
  double waited_seconds = 0;                ///< in which at least one request waited for its limit
  std::uint32_t in_flight = 0, concurrency = 0;
  std::uint64_t waiting = 0;  ///< requests in its line
  std::uint32_t limit = 0;    ///< requests in any window; 0 = no limit
  std::chrono::milliseconds window{0};
  std::uint32_t in_window = 0;                    ///< of the limit, used up now; also by other runs on this machine
  std::chrono::system_clock::time_point free_at;  ///< when the next may start, where that is later than now
  bool operator==(const UpstreamUse&) const = default;
};

struct Event {
  enum class Kind {
    run_started,        ///< text: the output folder
    run_resumed,        ///< text: what it continues from
    collector_started,  ///< text: plugin and version
    progress,           ///< tally, at most a few a second for each collector
    waiting,            ///< text: what for ("limit of nvd"), until: when it ends
    restarting,         ///< text: why; until: when
    quarantined,        ///< text: the unit
    log,                ///< level, text: a line of the plugin or of the host about it
    collector_ended,    ///< phase, tally, text: why
    upstreams,          ///< upstreams: those that were asked or are waited for, once a second where something changed
    paused,             ///< no work is granted until `unpaused`
    unpaused,
    report_started,  ///< text: the format
    report_written,  ///< text: path
    report_failed,   ///< text: why
    shutdown,        ///< text: "graceful" or "now"
    run_ended,       ///< text: one line of summary
  };
  Kind kind = Kind::log;
  std::chrono::system_clock::time_point at;
  std::string collector;  ///< empty: the run itself
  std::string text;
  LogLevel level = LogLevel::info;
  std::string fields_json;  ///< log: what a plugin says for machines, a JSON object as it came, or empty
  Phase phase = Phase::pending;
  Tally tally;
  std::chrono::system_clock::time_point until;
  std::vector<UpstreamUse> upstreams;
};
const char* name_of(Event::Kind kind) noexcept;

/// Receives every event, in order, one at a time, on the supervisor's thread. Must not block for long.
class View {
 public:
  virtual ~View() = default;
  virtual void on(const Event& event) = 0;
};

}  // namespace streamguard
