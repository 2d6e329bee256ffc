/// launch_posix.hpp: the step from a prepared command to a running program.
///
/// Every child is made by one thread that lives until the process ends, because a child's PR_SET_PDEATHSIG fires when
/// the thread that made it ends, not when its process does. The child shares our memory until it executes the program
/// (CLONE_VM | CLONE_VFORK, as fast with a large host as with a small one), so between clone and exec it makes system
/// calls only: no allocation, no locks, no signal handlers. [any thread]
#pragma once

#include <sys/types.h>

#include "core/result.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

/// Borrowed for the call. The child has input, output and channel as 0, 1 and 2, kChannelFd, and nothing else.
struct Launch {
  const char* program = nullptr;
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  const char* folder = nullptr;
  int input = -1, output = -1, channel = -1;  ///< all above kChannelFd
};

inline constexpr int kChannelFd = 3;

struct Launched {
  pid_t id = -1;
  UniqueFd handle;  ///< a pidfd
};

/// Returns once the program is executing, or could not be executed.
Result<Launched> launch(const Launch& command);

}  // namespace streamguard::os
