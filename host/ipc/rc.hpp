/// rc.hpp: the host's error codes as result codes of the plugin contract.
#pragma once

#include <streamguard/plugin.h>

#include "core/result.hpp"

namespace streamguard::ipc {

constexpr sg_rc rc_of(Code code) noexcept {
  switch (code) {
    case Code::config:
    case Code::conflict:
      return SG_E_CONFIG;
    case Code::transient:
    case Code::io:
      return SG_E_TRANSIENT;
    case Code::rate_limited:
      return SG_E_RATE_LIMITED;
    case Code::bug:
      return SG_E_BUG;
    case Code::data:
      return SG_E_DATA;
    case Code::unavailable:
      return SG_E_UNAVAILABLE;
    case Code::cancelled:
      return SG_CANCELLED;
  }
  return SG_E_BUG;
}

}  // namespace streamguard::ipc
