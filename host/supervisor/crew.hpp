/// crew.hpp: the inside of a Supervisor: all shards of a run, their mailbox, and what they came to. Included by the two
/// files that implement it: supervisor.cpp (what happens next) and outcome.cpp (what it came to). Only the supervisor's
/// thread is in here.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "supervisor/commits.hpp"
#include "supervisor/mailbox.hpp"
#include "supervisor/shard.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::supervisor {

using lifecycle::Action;
using lifecycle::State;

/// What other threads tell the supervisor's.
struct Notice {
  std::size_t shard = 0;  ///< index, for a link's notice
  std::optional<LinkNotice> link;
  std::optional<streamguard::Event> event;  ///< of the broker
  int stop = 0;
  std::optional<bool> pause;
};

/// Whether a worker process stands behind this state.
constexpr bool is_live(State state) noexcept {
  return state == State::starting || state == State::running || state == State::stopping || state == State::killing;
}

struct Supervisor::Impl {
  explicit Impl(const Setup& given) : setup(given), plan(*given.plan), clock(*given.clock) {}

  Setup setup;
  const Plan& plan;
  const os::Clock& clock;
  Mailbox<Notice> mailbox;
  Tap tap;  ///< closed while paused; outlives the links
  std::deque<Shard> shards;
  std::vector<CollectorResult> results;
  std::vector<os::SteadyTime> first_start, last_end;
  std::shared_ptr<Commits> commits;
  os::SteadyTime started{};
  std::size_t ticks = 0;
  std::vector<UpstreamUse> upstreams_told;
  bool stopping = false;
  std::string store_failure;

  Result<RunResult> run();
  Status prepare();
  void start_those_whose_turn_it_is();
  void apply(Shard& shard, lifecycle::Event event);
  void act(Shard& shard, Action action);
  void spawn(Shard& shard);
  void retry(Shard& shard);
  bool quarantined(Shard& shard);
  void end(Shard& shard);
  void on(Notice notice);
  void on_gone(Shard& shard, Ending ending);
  void check_time();
  void check_scratch(Shard& shard);
  void pause(bool on);
  void excuse_silence(os::SteadyTime last_round);
  void request_stop(bool now, Cause cause, const std::string& why);
  void look_at_use();
  void tell_upstreams();
  void describe(streamguard::Event& event, std::size_t collector) const;
  Tally tally_of(std::size_t collector) const;
  Phase phase_of(std::size_t collector) const;
  void conclude(std::size_t collector);
  void tell(streamguard::Event::Kind kind, std::size_t collector, std::string text, LogLevel level = LogLevel::info,
            milliseconds until = milliseconds(0), std::string fields_json = {});
  std::size_t index_of(const Shard& shard) const;
  bool all_ended() const;
  /// Its next start waits for the end of a pause.
  bool held_back(const Shard& shard) const { return shard.state == State::backing_off && tap.closed(); }
  const Collector& plan_of(const Shard& shard) const { return plan.collectors[shard.collector]; }
  std::filesystem::path place_of(const Shard& shard) const {
    return plan.output / ".streamguard" / "scratch" / (shard.name.folder + "-" + std::to_string(shard.index));
  }
};

}  // namespace streamguard::supervisor
