/// tap.hpp: what a pause is to workers: while it is closed, whoever asks for more has to wait. Any thread.
#pragma once

#include <condition_variable>
#include <mutex>

namespace streamguard::supervisor {

class Tap {
 public:
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    closed_ = false;
    opened_.notify_all();
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  /// Returns once it is open.
  void wait() const {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return !closed_; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable opened_;
  bool closed_ = false;
};

}  // namespace streamguard::supervisor
