/// opening.hpp: a worker that is locked in, loads and opens its plugin as in a run, and leaves: START with plan_only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "supervisor/link.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::supervisor {

struct Opened {
  Ending ending;
  std::string sandbox;  ///< what was in force when it became ready
  double seconds = 0;   ///< from the spawn until it was ready; until its end where it never was

  bool ready() const { return event_of(ending.cause) == lifecycle::Event::gone_ok; }
};

/// Blocks until the worker is gone; one that is silent beyond limits::kStartDeadline is killed. `tell` gets its log
/// lines, on the calling thread.
Opened open_only(Link::Setup setup, std::unique_ptr<Role> role, const std::function<void(LinkNotice)>& tell);

/// The same as supervisor.hpp tells it.
Opening opening(Opened opened);

}  // namespace streamguard::supervisor
