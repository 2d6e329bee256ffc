/// landlock.hpp: the file part of the sandbox: which paths may be read and written from now on. Linux; an unprivileged
/// process can do it. A part of sandbox_posix.cpp.
#pragma once

#include "core/result.hpp"
#include "worker/sandbox.hpp"

namespace streamguard::worker {

/// The version of Landlock that the running kernel speaks; 0 where it has none or does not enable it.
int landlock_abi() noexcept;

/// Needs no_new_privs. `whole_proc_self` is for sanitizers, which read their own memory map and threads.
Status restrict_files(int abi, const SandboxRequest& request, bool whole_proc_self);

}  // namespace streamguard::worker
