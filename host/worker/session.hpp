/// session.hpp: the whole life of a worker process, stage by stage: START, isolate, load, create, open, run, DONE.
#pragma once

#include "os/channel.hpp"

namespace streamguard::worker {

/// Runs one plugin for the host on the other end of `channel`. Never returns: ends the process with 0 once DONE was
/// sent, whatever the plugin's result, and with 3 when the host is gone.
[[noreturn]] void run_session(os::Channel& channel);

}  // namespace streamguard::worker
