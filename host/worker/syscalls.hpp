/// syscalls.hpp: the system calls that a plugin's process may make from now on. An allow-list: what is not on it fails
/// with ENOSYS, as on a kernel that lacks it, or with EPERM where people should see that it was refused; nothing is
/// killed for asking. A part of sandbox_posix.cpp. The list itself is make_filters_posix.cpp, run by the build; a build
/// with sanitizers also allows what their leak checker needs (ptrace of own threads, clone, prctl).
#pragma once

#include "core/result.hpp"

namespace streamguard::worker {

struct SyscallRules {
  bool truncate_by_path = false;  ///< allowed where Landlock checks it (version 3 on)
};

/// Needs no_new_privs. Holds for all threads.
Status restrict_syscalls(const SyscallRules& rules);

}  // namespace streamguard::worker
