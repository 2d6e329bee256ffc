#include "net/git_gate.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "net/bounds.hpp"

namespace streamguard::net {

/// For who asked and for whom it is asked. The queue's mutex is held.
template <class Change>
void GitQueue::Gate::count(Change change) {
  change(queue_.traffic_[job_.request.collector]);
  change(queue_.by_upstream_[lane_.upstream().name]);
}

Status GitQueue::Gate::begin(std::uint32_t requests) {
  std::unique_lock lock(queue_.mutex_);
  for (std::uint32_t i = 0; i < requests; ++i) {
    // A command's requests follow one another: one is in flight.
    if (i > 0) lane_.budget().finish();
    if (!wait_for_start(lock)) return Error{Code::cancelled, "the request was cancelled"};
  }
  count([&](Traffic& traffic) { traffic.requests += requests; });
  return {};
}

/// False when the request was cancelled; then nothing was started.
bool GitQueue::Gate::wait_for_start(std::unique_lock<std::mutex>& lock) {
  const std::string& collector = job_.request.collector;
  const std::uint64_t ticket = queue_.next_ticket_++;
  lane_.wait(collector, ticket);
  bool waits = false;
  bool told = false;
  const auto leave = [&](bool started) {
    if (waits && --queue_.waiters_[collector] == 0) {
      const auto spent = queue_.clock_.now() - queue_.waiting_since_[collector];
      count([&](Traffic& traffic) { traffic.waited_seconds += std::chrono::duration<double>(spent).count(); });
    }
    return started;
  };
  for (;;) {
    if (queue_.granted_.erase(ticket) > 0) return leave(true);
    if (job_.control.cancelled()) {
      lane_.leave(collector, ticket);
      return leave(false);
    }
    if (queue_.paused_) {
      queue_.changed_.wait_for(lock, limits::kGitLook);
      continue;
    }
    const SteadyTime now = queue_.clock_.now();
    const Lane::Next next = lane_.next(now);
    if (next.id) {
      queue_.granted_.insert(*next.id);
      queue_.changed_.notify_all();
      continue;
    }
    if (next.by_limit && !waits) {
      waits = true;
      if (queue_.waiters_[collector]++ == 0) queue_.waiting_since_[collector] = now;
    }
    if (next.by_limit && !told && next.due > now + limits::kAnnounceWait) {
      told = true;
      const auto left = std::chrono::ceil<milliseconds>(next.due - now);
      lock.unlock();
      queue_.tell(job_, Event::Kind::waiting, "limit of " + lane_.upstream().name, left);
      lock.lock();
      continue;
    }
    const SteadyTime look = now + limits::kGitLook;
    queue_.changed_.wait_for(lock, std::min(next.due, look) - now);
  }
}

void GitQueue::Gate::end(std::uint64_t bytes) {
  const std::lock_guard lock(queue_.mutex_);
  lane_.budget().finish();
  count([&](Traffic& traffic) { traffic.bytes += bytes; });
  queue_.folders_.grew(bytes);
  queue_.changed_.notify_all();
}

Decision GitQueue::Gate::judge(const Answer& answer, int attempt, milliseconds waited) {
  const std::lock_guard lock(queue_.mutex_);
  const Decision decision = decide(answer, attempt, waited, lane_.budget().limit(), queue_.jitter_);
  if (decision.pause) lane_.budget().pause_until(queue_.clock_.now() + decision.wait);
  if (decision.again) count([](Traffic& traffic) { ++traffic.retries; });
  return decision;
}

void GitQueue::Gate::retrying(const std::string& why, milliseconds wait) {
  queue_.tell(job_, Event::Kind::log,
              why + "; asked again in " + duration_text(static_cast<double>(wait.count()) / 1000), milliseconds(0));
}

}  // namespace streamguard::net
