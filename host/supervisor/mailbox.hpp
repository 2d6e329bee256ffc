/// mailbox.hpp: how the other threads reach the supervisor's. Unbounded by itself; what is put in is bounded by its
/// senders (one notice for each change of a worker, log lines behind a rate limit).
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace streamguard::supervisor {

template <class Notice>
class Mailbox {
 public:
  void post(Notice notice) {
    {
      const std::lock_guard lock(mutex_);
      notices_.push_back(std::move(notice));
    }
    arrived_.notify_one();
  }

  /// The oldest notice, or nothing once `until` has come.
  std::optional<Notice> wait_until(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_until(lock, until, [this] { return !notices_.empty(); })) return std::nullopt;
    Notice notice = std::move(notices_.front());
    notices_.pop_front();
    return notice;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Notice> notices_;
};

}  // namespace streamguard::supervisor
