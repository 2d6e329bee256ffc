/// health.hpp: the first error that stopped a store. Any thread.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "core/result.hpp"

namespace streamguard::store {

class Health {
 public:
  void report(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    bad_.store(true, std::memory_order_release);
  }
  bool good() const noexcept { return !bad_.load(std::memory_order_acquire); }
  Status status() const {
    if (good()) return {};
    const std::lock_guard lock(mutex_);
    return *error_;
  }

 private:
  std::atomic<bool> bad_{false};
  mutable std::mutex mutex_;
  std::optional<Error> error_;
};

}  // namespace streamguard::store
