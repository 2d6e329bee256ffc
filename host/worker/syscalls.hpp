/// syscalls.hpp: the system calls that a plugin's process may make from now on. An allow-list: what is not on it fails
/// with ENOSYS, as on a kernel that lacks it, or with EPERM where people should see that it was refused; nothing is
/// killed for asking. A part of sandbox_posix.cpp.
#pragma once

#include "core/result.hpp"

namespace streamguard::worker {

struct SyscallRules {
  bool truncate_by_path = false;  ///< allowed where Landlock checks it (version 3 on)
  bool for_sanitizers = false;    ///< also what the leak checker needs: ptrace of our own threads, clone, prctl
};

/// Needs no_new_privs. Holds for all threads.
Status restrict_syscalls(const SyscallRules& rules);

}  // namespace streamguard::worker
