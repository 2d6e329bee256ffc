/// signals.hpp: Ctrl-C, SIGTERM and SIGHUP (console events on Windows) as calls on an ordinary thread. SIGPIPE is
/// ignored.
#pragma once

#include <functional>
#include <memory>

namespace streamguard::os {

/// While it lives, `on_stop` is called on a thread of its own for each request to stop (the first, the second, ...),
/// with the running number from 1. Make it before other threads start: it blocks the signals for all threads made
/// later.
class StopSignals {
 public:
  virtual ~StopSignals() = default;
  static std::unique_ptr<StopSignals> watch(std::function<void(int)> on_stop);
};

}  // namespace streamguard::os
