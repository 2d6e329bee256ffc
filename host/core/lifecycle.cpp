#include "core/lifecycle.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"

namespace streamguard::lifecycle {
namespace {

using enum State;
using Row = std::array<Step, kEvents>;

constexpr Step at(State state) { return {state, Action::none}; }
constexpr Step bug(State state) { return {state, Action::impossible}; }
constexpr Step kDone{ended, Action::complete};
constexpr Step kHalt{ended, Action::interrupt};
constexpr Step kFail{ended, Action::fail};
constexpr Step kAgain{backing_off, Action::retry};
constexpr Step kKill{killing, Action::kill};
constexpr Step kAsk{stopping, Action::cancel};
constexpr Step kGo{starting, Action::spawn};

// clang-format off
constexpr std::array<Row, kStates> kTable{{
  //               start             ready             gone_ok           gone_stopped      gone_retry        gone_never        lease_expired     target_met        deadline          backoff_over      stop          stop_now
  /* pending     */ {{kGo,              bug(pending),     bug(pending),     bug(pending),     bug(pending),     bug(pending),     at(pending),      bug(pending),     at(pending),      at(pending),      kHalt,        kHalt}},
  /* starting    */ {{bug(starting),    at(running),      kDone,            kHalt,            kAgain,           kFail,            kKill,            bug(starting),    kKill,            at(starting),     kAsk,         kKill}},
  /* running     */ {{bug(running),     bug(running),     kDone,            kHalt,            kAgain,           kFail,            kAsk,             kAsk,             at(running),      at(running),      kAsk,         kKill}},
  /* stopping    */ {{bug(stopping),    at(stopping),     kDone,            kHalt,            kAgain,           kFail,            at(stopping),     at(stopping),     kKill,            at(stopping),     at(stopping), kKill}},
  /* killing     */ {{bug(killing),     at(killing),      kDone,            kHalt,            kAgain,           kFail,            at(killing),      at(killing),      kKill,            at(killing),      at(killing),  kKill}},
  /* backing_off */ {{bug(backing_off), bug(backing_off), bug(backing_off), bug(backing_off), bug(backing_off), bug(backing_off), at(backing_off),  bug(backing_off), at(backing_off),  kGo,              kHalt,        kHalt}},
  /* ended       */ {{bug(ended),       bug(ended),       bug(ended),       bug(ended),       bug(ended),       bug(ended),       at(ended),        at(ended),        at(ended),        at(ended),        at(ended),    at(ended)}},
}};
// clang-format on

std::uint64_t next_random(std::uint64_t& state) noexcept {  // SplitMix64, Steele, Lea and Flood 2014
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

}  // namespace

Step step(State state, Event event) noexcept {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

const char* name_of(State state) noexcept {
  constexpr std::array<const char*, kStates> kNames{"pending", "starting",    "running", "stopping",
                                                    "killing", "backing off", "ended"};
  return kNames[static_cast<std::size_t>(state)];
}

const char* name_of(Event event) noexcept {
  constexpr std::array<const char*, kEvents> kNames{"start",      "ready",        "gone_ok",       "gone_stopped",
                                                    "gone_retry", "gone_never",   "lease_expired", "target_met",
                                                    "deadline",   "backoff_over", "stop",          "stop_now"};
  return kNames[static_cast<std::size_t>(event)];
}

Restarts::Restarts(std::uint32_t max, std::chrono::milliseconds within, std::uint64_t seed)
    : max_(max), within_(within), random_(seed) {}

std::optional<std::chrono::milliseconds> Restarts::next(Time now, std::chrono::milliseconds at_least) {
  while (!times_.empty() && now - times_.front() >= within_) times_.pop_front();
  if (times_.size() >= max_) return std::nullopt;
  times_.push_back(now);
  auto pause = std::min(limits::kBackoffFirst * (std::int64_t{1} << std::min<std::uint32_t>(streak_, 16)),
                        std::chrono::milliseconds(limits::kBackoffMost));
  ++streak_;
  const std::int64_t half = pause.count() / 2;
  pause = std::chrono::milliseconds(
      pause.count() - half + static_cast<std::int64_t>(next_random(random_) % static_cast<std::uint64_t>(half + 1)));
  return std::max(pause, at_least);
}

void Restarts::forgive(int count) noexcept {
  for (; count > 0 && !times_.empty(); --count) times_.pop_back();
  streak_ = 0;
}

bool UnitFailures::ended(std::uint64_t sequence) noexcept {
  const bool progressed = sequence != sequence_;
  if (progressed) times_ = 0;
  sequence_ = sequence;
  return progressed;
}

bool UnitFailures::count(const std::string& unit) {
  times_ = !unit.empty() && unit == unit_ ? times_ + 1 : 1;
  unit_ = unit;
  return !unit.empty() && times_ >= limits::kQuarantineAfter;
}

void UnitFailures::forget(std::uint64_t sequence) noexcept {
  times_ = 0;
  sequence_ = sequence;
}

}  // namespace streamguard::lifecycle
