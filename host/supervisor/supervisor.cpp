#include "supervisor/supervisor.hpp"

#include <algorithm>
#include <cassert>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "net/git_store.hpp"
#include "os/file.hpp"
#include "supervisor/crew.hpp"
#include "supervisor/start_of.hpp"

namespace streamguard::supervisor {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{250};        ///< between two looks at progress, leases and scratch folders
constexpr milliseconds kAway{2'000};      ///< a round that lasts longer than this was not ours
constexpr std::size_t kTicksPerLook = 4;  ///< between two looks at memory and upstreams
constexpr std::size_t kQuarantinedMost = 100;

}  // namespace

Supervisor::Supervisor(const Setup& setup) : impl_(std::make_unique<Impl>(setup)) {}
Supervisor::~Supervisor() = default;
Result<RunResult> Supervisor::run() { return impl_->run(); }
void Supervisor::stop(int times) { impl_->mailbox.post({0, std::nullopt, std::nullopt, times, std::nullopt}); }
void Supervisor::pause(bool on) { impl_->mailbox.post({0, std::nullopt, std::nullopt, 0, on}); }

// ---- the loop ----------------------------------------------------------------------------------------------------

Result<RunResult> Supervisor::Impl::run() {
  RunResult result;
  result.started = clock.wall();
  started = clock.now();
  if (auto status = prepare(); !status) return std::move(status).error();
  setup.broker->on_event([this](streamguard::Event event) {
    mailbox.post({0, std::nullopt, std::move(event), 0, std::nullopt});
  });

  start_those_whose_turn_it_is();
  os::SteadyTime next_tick = clock.now() + kTick;
  while (!all_ended()) {
    os::SteadyTime wake = next_tick;
    for (const Shard& shard : shards) {
      if (!held_back(shard)) wake = std::min(wake, shard.due);
    }
    const os::SteadyTime round = clock.now();
    if (auto notice = mailbox.wait_until(wake)) on(std::move(*notice));
    excuse_silence(round);
    check_time();
    if (clock.now() < next_tick) continue;
    next_tick = clock.now() + kTick;
    for (Shard& shard : shards) check_scratch(shard);
    if (++ticks % kTicksPerLook == 0) look_at_use();
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i].phase == Phase::pending && phase_of(i) != Phase::pending)
        tell(streamguard::Event::Kind::progress, i, {});
    }
  }
  tell_upstreams();
  setup.broker->on_event(nullptr);
  result.collectors = std::move(results);
  result.upstreams = setup.broker->upstreams();
  result.ended = clock.wall();
  result.seconds = std::chrono::duration<double>(clock.now() - started).count();
  result.interrupted = stopping && store_failure.empty();
  result.health = setup.store->health();
  return result;
}

Status Supervisor::Impl::prepare() {
  commits = std::make_shared<Commits>(clock, started, plan.collectors.size());
  setup.store->on_commit([listener = commits](store::Part& part) { listener->on_commit(part); });
  for (std::size_t c = 0; c < plan.collectors.size(); ++c) {
    for (std::uint32_t i = 0; i < plan.collectors[c].shards; ++i) {
      Shard& shard = shards.emplace_back(c, i, plan.collectors[c], plan.seed);
      auto part = setup.store->part(shard.name, shard.target);
      if (!part) return std::move(part).error();
      shard.part = part.value();
      shard.records_before = shard.part->committed().records;
      commits->watch(*shard.part, c);
    }
  }
  results.resize(plan.collectors.size());
  first_start.resize(results.size());
  last_end.resize(results.size());
  for (std::size_t c = 0; c < results.size(); ++c) results[c].plan = &plan.collectors[c];
  commits->begin();
  return {};
}

void Supervisor::Impl::start_those_whose_turn_it_is() {
  if (tap.closed()) return;
  for (std::size_t c = 0; c < plan.collectors.size(); ++c) {
    bool busy = false;
    for (Shard& shard : shards) {
      if (shard.collector != c) continue;
      if (shard.state == State::pending) apply(shard, lifecycle::Event::start);
      busy = busy || shard.state != State::ended;
    }
    if (busy && plan.mode == Mode::sequential) return;
  }
}

void Supervisor::Impl::on(Notice notice) {
  if (notice.pause) return pause(*notice.pause);
  if (notice.stop > 0) return request_stop(notice.stop > 1, Cause::stopped, "the run was stopped");
  if (notice.event) {
    const auto at = std::find_if(plan.collectors.begin(), plan.collectors.end(),
                                 [&](const Collector& one) { return one.name == notice.event->collector; });
    if (at != plan.collectors.end()) describe(*notice.event, static_cast<std::size_t>(at - plan.collectors.begin()));
    return setup.view->on(*notice.event);
  }
  Shard& shard = shards[notice.shard];
  switch (notice.link->kind) {
    case LinkNotice::Kind::log:
      return tell(streamguard::Event::Kind::log, shard.collector, std::move(notice.link->text), notice.link->level,
                  milliseconds(0), std::move(notice.link->fields_json));
    case LinkNotice::Kind::ready:
      results[shard.collector].sandbox = std::move(notice.link->text);
      return apply(shard, lifecycle::Event::ready);
    case LinkNotice::Kind::target_met:
      return apply(shard, lifecycle::Event::target_met);
    case LinkNotice::Kind::gone:
      return on_gone(shard, std::move(notice.link->ending));
  }
}

void Supervisor::Impl::on_gone(Shard& shard, Ending ending) {
  shard.link.reset();
  shard.due = os::SteadyTime::max();
  shard.last = std::move(ending);
  if (shard.last.cause == Cause::store && store_failure.empty()) {
    store_failure = shard.last.why;
    tell(streamguard::Event::Kind::log, shard.collector, shard.last.why, LogLevel::error);
    apply(shard, event_of(shard.last.cause));
    return request_stop(false, Cause::stopped, "the output folder cannot be written: " + store_failure);
  }
  apply(shard, event_of(shard.last.cause));
}

void Supervisor::Impl::pause(bool on) {
  if (stopping || on == tap.closed()) return;
  if (on) {
    tap.close();
  } else {
    tap.open();
  }
  setup.broker->pause(on);
  tell(on ? streamguard::Event::Kind::paused : streamguard::Event::Kind::unpaused, plan.collectors.size(), {});
  if (!on) start_those_whose_turn_it_is();
}

/// When this process did not run for a while (Ctrl-Z, a laptop that slept), workers' frames wait unread: silence that
/// is not theirs.
void Supervisor::Impl::excuse_silence(os::SteadyTime last_round) {
  const auto away = clock.now() - last_round;
  if (away < kAway) return;
  for (Shard& shard : shards) {
    if (shard.link) shard.link->excuse(std::chrono::duration_cast<milliseconds>(away));
  }
}

void Supervisor::Impl::request_stop(bool now, Cause cause, const std::string& why) {
  // What stands before a closed tap belongs to what is saved.
  tap.open();
  setup.broker->pause(false);
  if (!stopping || now) tell(streamguard::Event::Kind::shutdown, plan.collectors.size(), now ? "now" : "graceful");
  stopping = true;
  for (Shard& shard : shards) {
    if (shard.link) shard.link->condemn(cause, why);
    if (shard.state != State::ended) {
      if (!is_live(shard.state)) shard.last = {cause, why, {}, {}};
      apply(shard, now ? lifecycle::Event::stop_now : lifecycle::Event::stop);
    }
  }
}

void Supervisor::Impl::check_time() {
  const os::SteadyTime now = clock.now();
  for (Shard& shard : shards) {
    if (held_back(shard)) continue;
    if (shard.due <= now) {
      shard.due = os::SteadyTime::max();
      apply(shard, shard.state == State::backing_off ? lifecycle::Event::backoff_over : lifecycle::Event::deadline);
    } else if ((shard.state == State::running || shard.state == State::starting) && shard.link &&
               shard.link->lease_end() <= now) {
      const auto lease = shard.state == State::starting ? limits::kStartDeadline : plan_of(shard).limits.lease;
      shard.link->condemn(Cause::hang, "it was silent for more than " +
                                           duration_text(static_cast<double>(lease.count()) / 1000) +
                                           (shard.state == State::starting ? " before it was ready" : ", its lease"));
      apply(shard, lifecycle::Event::lease_expired);
    }
  }
}

void Supervisor::Impl::look_at_use() {
  for (Shard& shard : shards) shard.memory = shard.link ? shard.link->memory() : 0;
  tell_upstreams();
}

void Supervisor::Impl::check_scratch(Shard& shard) {
  if (!is_live(shard.state) || shard.state == State::killing) return;
  const std::uint64_t limit = plan_of(shard).limits.scratch;
  if (os::folder_size(place_of(shard)) <= limit) return;
  shard.link->condemn(Cause::scratch, "its scratch folder holds more than " + bytes_text(limit) +
                                          ": raise collectors." + plan_of(shard).name + ".limits.scratch");
  apply(shard, lifecycle::Event::stop_now);
}

// ---- the table's actions ------------------------------------------------------------------------------------------

void Supervisor::Impl::apply(Shard& shard, lifecycle::Event event) {
  const lifecycle::Step step = lifecycle::step(shard.state, event);
  shard.state = step.next;
  act(shard, step.action);
}

void Supervisor::Impl::act(Shard& shard, Action action) {
  switch (action) {
    case Action::none:
      return;
    case Action::spawn:
      return spawn(shard);
    case Action::cancel:
      shard.due = clock.now() + limits::kCancelGrace;
      if (shard.link) shard.link->cancel(ipc::CancelWhy::stop);
      return;
    case Action::kill:
      shard.due = clock.now() + limits::kCancelGrace;
      if (shard.link) shard.link->kill();
      return;
    case Action::retry:
      return retry(shard);
    case Action::complete:
    case Action::interrupt:
    case Action::fail:
      return end(shard);
    case Action::impossible:
      assert(false && "an event that cannot happen in this state");
  }
}

void Supervisor::Impl::spawn(Shard& shard) {
  const Collector& collector = plan_of(shard);
  const store::Committed committed = shard.part->committed();
  if (committed.end != store::End::open) {
    shard.last = {committed.end == store::End::target ? Cause::target : Cause::exhausted, {}, {}, {}};
    shard.state = State::ended;
    return end(shard);
  }
  if (first_start[shard.collector] == os::SteadyTime{}) {
    first_start[shard.collector] = clock.now();
    tell(streamguard::Event::Kind::collector_started, shard.collector,
         collector.plugin.id + " " + collector.plugin.version);
  }
  const std::filesystem::path place = place_of(shard);
  Link::Setup link;
  link.worker = setup.worker;
  link.scratch = place;
  link.page = place.string() + ".unit";
  link.manifest_crc = collector.plugin.manifest_crc;
  link.notify = [this, index = index_of(shard)](LinkNotice notice) {
    mailbox.post({index, std::move(notice), std::nullopt, 0, std::nullopt});
  };
  ipc::Start& start = link.start = start_of(plan, collector, shard.index);
  start.token = committed.token;
  start.skip_json = json_array(committed.quarantined);
  start.committed = committed.records;
  start.scratch = place.string();
  start.unit_page = link.page.string();
  if (net::GitStore* git = setup.broker->git()) {
    for (const auto& folder : git->readable(collector)) start.read.push_back(folder.string());
  }
  shard.failures.began(committed.sequence);
  Collecting::Extras extras;
  extras.open_part = [output = plan.output](const store::PartName& part) { return store::open_reader(output, part); };
  extras.part_name = shard.name;
  extras.tap = &tap;
  if (shard.restarted == 0) {  // later starts expect less, and what the run began with is what reports set side by side
    extras.planned = [progress = shard.progress, &plan = plan](ipc::Planned told) {
      const std::lock_guard lock(progress->mutex);
      add(progress->expected, expected_of(plan, std::move(told)));
    };
  }
  auto role = std::make_unique<Collecting>(*shard.part, *setup.broker, collector.name, place, shard.progress,
                                           std::move(extras));
  shard.link = std::make_unique<Link>(std::move(link), std::move(role), clock);
}

void Supervisor::Impl::retry(Shard& shard) {
  if (shard.failures.ended(shard.part->committed().sequence)) shard.restarts.progressed();
  if (stopping) {
    shard.state = State::ended;
    return end(shard);
  }
  // What it got may be what it stumbled over: an upstream's error page with status 200, say.
  if (shard.last.cause == Cause::data || shard.last.cause == Cause::transient) {
    setup.broker->distrust(plan_of(shard).name);
  }
  milliseconds pause(0);
  if (!quarantined(shard)) {
    const auto next = shard.restarts.next(clock.now(), shard.last.retry_after);
    if (!next) {
      shard.last.why += " (given up after " + std::to_string(shard.restarted) + " restarts)";
      shard.state = State::ended;
      return end(shard);
    }
    pause = *next;
  }
  ++shard.restarted;
  shard.due = clock.now() + pause;
  tell(streamguard::Event::Kind::restarting, shard.collector,
       std::string(name_of(shard.last.cause)) + (shard.last.why.empty() ? "" : ": " + shard.last.why), LogLevel::warn,
       pause);
}

/// Counts failures in one unit with nothing committed between; at the limit the unit is gone past from now on.
bool Supervisor::Impl::quarantined(Shard& shard) {
  const std::string& unit = shard.last.unit;
  if (!shard.failures.count(unit)) return false;
  const std::vector<std::string> known = shard.part->committed().quarantined;
  // One that goes back to what it was told to go past must run out of restarts, or the run would never end.
  if (known.size() >= kQuarantinedMost || std::find(known.begin(), known.end(), unit) != known.end()) return false;
  if (auto status = shard.part->quarantine(unit); !status) {
    tell(streamguard::Event::Kind::log, shard.collector, "quarantine: " + status.error().message, LogLevel::error);
    return false;
  }
  tell(streamguard::Event::Kind::quarantined, shard.collector, plain(unit, limits::kUnitBytes), LogLevel::warn);
  shard.restarts.forgive(limits::kQuarantineAfter - 1);
  shard.failures.forget(shard.part->committed().sequence);
  return true;
}

void Supervisor::Impl::end(Shard& shard) {
  last_end[shard.collector] = clock.now();
  const bool over = std::all_of(shards.begin(), shards.end(), [&](const Shard& other) {
    return other.collector != shard.collector || other.state == State::ended;
  });
  if (!over) return;
  conclude(shard.collector);
  if (!stopping && plan.mode == Mode::sequential) start_those_whose_turn_it_is();
}

}  // namespace streamguard::supervisor
