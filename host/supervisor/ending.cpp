#include "supervisor/ending.hpp"

namespace streamguard::supervisor {

const char* name_of(Cause cause) noexcept {
  switch (cause) {
    case Cause::exhausted:
      return "exhausted";
    case Cause::target:
      return "target";
    case Cause::stopped:
      return "stopped";
    case Cause::config:
      return "config";
    case Cause::load:
      return "load";
    case Cause::contract:
      return "contract";
    case Cause::unavailable:
      return "unavailable";
    case Cause::data:
      return "data";
    case Cause::transient:
      return "transient";
    case Cause::rate_limited:
      return "rate_limited";
    case Cause::crash:
      return "crash";
    case Cause::hang:
      return "hang";
    case Cause::flood:
      return "flood";
    case Cause::protocol:
      return "protocol";
    case Cause::scratch:
      return "scratch";
    case Cause::store:
      return "store";
  }
  return "unknown";
}

lifecycle::Event event_of(Cause cause) noexcept {
  switch (cause) {
    case Cause::exhausted:
    case Cause::target:
      return lifecycle::Event::gone_ok;
    case Cause::stopped:
      return lifecycle::Event::gone_stopped;
    case Cause::data:
    case Cause::transient:
    case Cause::rate_limited:
    case Cause::crash:
    case Cause::hang:
      return lifecycle::Event::gone_retry;
    case Cause::config:
    case Cause::load:
    case Cause::contract:
    case Cause::unavailable:
    case Cause::flood:
    case Cause::protocol:
    case Cause::scratch:
    case Cause::store:
      return lifecycle::Event::gone_never;
  }
  return lifecycle::Event::gone_never;
}

}  // namespace streamguard::supervisor
