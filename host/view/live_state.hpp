/// live_state.hpp: a run's state for those who look at it from threads of their own: the live page and the metrics.
/// on() is called with each event, on the supervisor's thread, and waits at most for a copy; the rest from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "view/run_state.hpp"

namespace streamguard::view {

class LiveState {
 public:
  explicit LiveState(const Plan& plan, bool debug = false) : state_(plan, debug) {}

  void on(const Event& event) {
    const std::lock_guard lock(mutex_);
    state_.on(event);
    events_.fetch_add(1, std::memory_order_release);
  }
  RunState copy() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  /// How many events there were: a copy is worth making where this has grown.
  std::uint64_t events() const noexcept { return events_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  RunState state_;
  std::atomic<std::uint64_t> events_{0};
};

}  // namespace streamguard::view
