/// ending.hpp: why a worker ended, in a word that reports and tests can count on, and what follows from it.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "core/lifecycle.hpp"

namespace streamguard::supervisor {

enum class Cause {
  exhausted,     ///< DONE: the source holds no more
  target,        ///< the target is met
  stopped,       ///< the user stopped the run
  config,        ///< the plugin refused its configuration, or lacks a permission
  load,          ///< not a plugin, or one for another contract
  contract,      ///< it broke the contract
  unavailable,   ///< what it needs does not exist upstream
  data,          ///< it reported a bad input unit
  transient,     ///< it reported a passing trouble
  rate_limited,  ///< it reported a limit of its upstream
  crash,         ///< a signal, a non-zero exit, or an end without DONE
  hang,          ///< its lease expired
  flood,         ///< too much without a checkpoint, or a worker that does not read
  protocol,      ///< what it sent is not the protocol
  scratch,       ///< its scratch folder outgrew its limit
  store,         ///< our disk failed
};
const char* name_of(Cause cause) noexcept;

/// The lifecycle event that an end with this cause is.
lifecycle::Event event_of(Cause cause) noexcept;

struct Ending {
  Cause cause = Cause::crash;
  std::string why;   ///< for people: stage, message, signal
  std::string unit;  ///< what it worked on, when it ended without DONE or with Cause::data
  std::chrono::milliseconds retry_after{0};
};

/// The end of a worker that did not keep to PROTOCOL.md.
inline Ending protocol(std::string why) { return {Cause::protocol, std::move(why), {}, {}}; }

}  // namespace streamguard::supervisor
