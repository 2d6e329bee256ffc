/// callbacks.hpp: the C tables that a plugin sees (sg_host and the extensions), laid over a Pump. Every function checks
/// its arguments, so that a plugin's mistake becomes SG_E_BUG with a log line and not a crash of the worker's own code.
#pragma once

#include <streamguard/extensions.h>

#include <string>
#include <thread>

#include "worker/pump.hpp"

namespace streamguard::worker {

/// The host as one plugin sees it. Must outlive the plugin's object; make it on the run thread.
class Callbacks {
 public:
  Callbacks(Pump& to, bool for_reporter, std::string scratch_folder);
  Callbacks(const Callbacks&) = delete;
  Callbacks& operator=(const Callbacks&) = delete;
  const sg_host* host() const noexcept { return &host_; }

  Pump& pump;
  const bool reporter;
  const std::string scratch;
  const std::thread::id run_thread = std::this_thread::get_id();
  bool opening = false;   ///< inside open(); run thread only
  std::size_t plans = 0;  ///< calls of expect(); run thread only

 private:
  sg_host host_;
};

}  // namespace streamguard::worker
