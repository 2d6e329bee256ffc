/// run_state.hpp: a run as one value, made from its events: what the dashboard, the live page and the metrics show. It
/// reads no clock: whatever depends on time takes `now`, so that equal events give equal answers. Foreign text is
/// stored harmless and cut (core/text.hpp); every list has a bound. Plain data: copy it to hand it to another thread.
///
///     RunState state(plan);
///     state.on(event);                    // each event, in order
///     state.collectors()[0].rate(now);    // samples a second over the last kRateWindow
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/plan.hpp"

namespace streamguard::view {

using Time = std::chrono::system_clock::time_point;

inline constexpr std::chrono::seconds kRateWindow{30};      ///< what a rate and an ETA look back on
inline constexpr std::chrono::milliseconds kSampling{500};  ///< the least between two points of that window
inline constexpr std::chrono::seconds kRateLeast{2};        ///< less was not seen: a rate is not known yet
inline constexpr std::size_t kRecentMost = 500;             ///< recent events that are kept
inline constexpr std::size_t kRecentBytes = 2048;           ///< of each one's text
inline constexpr std::size_t kReportsMost = 64;

/// 0 where the wall clock was set back.
double seconds_between(Time from, Time to) noexcept;

/// What a collector waits for. Over once `until` has come, or work goes on.
struct Wait {
  enum class Kind { limit, retry, restart };
  Kind kind = Kind::limit;  ///< an upstream's limit, another try of a request, another start of its worker
  std::string what;         ///< "limit of nvd", "crash: killed by SIGSEGV"
  Time since, until;
};

class CollectorState {
 public:
  std::string name;
  std::string plugin;  ///< its id
  std::uint32_t shards = 1;
  Phase phase = Phase::pending;
  Tally tally;  ///< tally.target 0: all there is
  std::optional<Time> started, ended;
  std::string why;                             ///< of its end, where that was not well
  std::string last_line;                       ///< that it said of info or above
  std::uint64_t warnings = 0, errors = 0;      ///< log lines, quarantined units and restarts counted as warnings
  std::vector<std::string> quarantined_units;  ///< at most 100

  /// From its first start to its end or to `now`.
  double seconds(Time now) const noexcept;
  std::uint64_t fresh() const noexcept { return tally.committed - std::min(tally.committed, tally.committed_before); }
  /// Durable samples a second over the last kRateWindow; nothing before kRateLeast and after its end.
  std::optional<double> rate(Time now) const;
  /// Samples of this run over its whole duration; nothing while that is 0.
  std::optional<double> mean_rate(Time now) const;
  /// Bytes a second from the network, over the same window as rate().
  std::optional<double> fetch_rate(Time now) const;
  /// The share of its work that is done, 0 to 1: of the target or of what the plugin counts; 1 once it did its work;
  /// nothing where neither is known.
  std::optional<double> share() const noexcept;
  /// Until the target or the end of the source, whichever is known to come first, at the pace of the window; at least
  /// what is left of a wait. Nothing where it is not known: no target and no count, no pace, paused.
  std::optional<double> eta(Time now) const;
  /// What it waits for now.
  std::optional<Wait> wait(Time now) const;
  /// Samples a second in each of the last `steps` steps of `step`, oldest first; fewer where less was seen.
  std::vector<double> pace(Time now, std::size_t steps, std::chrono::milliseconds step) const;
  std::uint64_t memory() const noexcept;          ///< of all its live workers
  std::uint64_t largest_worker() const noexcept;  ///< of these, the one with most

 private:
  friend class RunState;
  struct Point {
    Time at;
    std::uint64_t committed, done, total, fetched;
  };
  void take(const Event& event);
  void sample(Time at);
  /// The oldest point inside the window, where it is old enough to say something.
  const Point* base(Time now) const;
  /// The same of the points at which the plugin had told its count.
  const Point* counted_base(Time now) const;
  std::optional<Wait> wait_;
  std::deque<Point> points_;
};

/// One line of what happened.
struct Recent {
  Time at;
  std::string collector;  ///< empty: the run
  Event::Kind kind = Event::Kind::log;
  LogLevel level = LogLevel::info;
  std::string text;  ///< for people: harmless, one line, at most kRecentBytes and a mark
  Time until;        ///< of waits; else `at`
  Phase phase = Phase::pending;
};

struct ReportState {
  std::string format;  ///< empty where its beginning was not told
  enum class Is { writing, written, failed } is = Is::writing;
  std::string text;  ///< where it was written to (the last of its files), or why it was not
};

class RunState {
 public:
  enum class Stage { collecting, paused, stopping, stopping_now, reporting, ended };

  /// `debug`: also keeps debug lines of plugins among the recent events.
  explicit RunState(const Plan& plan, bool debug = false);
  void on(const Event& event);

  const std::string& name() const noexcept { return name_; }
  const std::string& output() const noexcept { return output_; }
  Mode mode() const noexcept { return mode_; }
  Stage stage() const noexcept { return stage_; }
  std::optional<Time> started() const noexcept { return started_; }
  std::optional<Time> ended() const noexcept { return ended_; }
  /// From its start to its end or to `now`.
  double elapsed(Time now) const noexcept;
  const std::string& resumed() const noexcept { return resumed_; }  ///< what it continues from; empty: nothing
  std::optional<Time> paused_since() const noexcept { return paused_; }
  std::optional<Time> stopping_since() const noexcept { return stopping_; }
  const std::string& summary() const noexcept { return summary_; }  ///< once it has ended

  const std::vector<CollectorState>& collectors() const noexcept { return collectors_; }  ///< in the plan's order
  const std::vector<UpstreamUse>& upstreams() const noexcept { return upstreams_; }
  const std::vector<ReportState>& reports() const noexcept { return reports_; }
  const std::deque<Recent>& recent() const noexcept { return recent_; }  ///< oldest first
  std::uint64_t recent_dropped() const noexcept { return recent_dropped_; }

  /// Sums over all collectors. target: only where every collector has one, else 0.
  Tally total() const;
  std::size_t active() const;    ///< neither pending nor over
  std::size_t complete() const;  ///< did their work
  std::size_t failed() const;    ///< failed or interrupted
  std::uint64_t warnings() const noexcept { return warnings_; }
  std::uint64_t errors() const noexcept {
    return errors_;
  }  ///< failed collectors and reports, and lines of level error
  std::optional<double> rate(Time now) const;
  /// Of the whole run: nothing where one collector's is not known, or one still waits for its turn.
  std::optional<double> eta(Time now) const;

 private:
  CollectorState* find(const std::string& name);
  void note(const Event& event, std::string text, LogLevel level);
  void report(const Event& event);

  std::string name_, output_, resumed_, summary_;
  Mode mode_ = Mode::parallel;
  bool debug_ = false;
  Stage stage_ = Stage::collecting;
  std::optional<Time> started_, ended_, paused_, stopping_;
  std::vector<CollectorState> collectors_;
  std::vector<UpstreamUse> upstreams_;
  std::vector<ReportState> reports_;
  std::deque<Recent> recent_;
  std::uint64_t recent_dropped_ = 0, warnings_ = 0, errors_ = 0;
};

const char* name_of(RunState::Stage stage) noexcept;

}  // namespace streamguard::view
