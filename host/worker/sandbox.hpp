/// sandbox.hpp: how the worker locks itself in, before it loads the plugin, so that even the plugin's constructors run
/// inside. What holds afterwards, for this process and every thread it will have:
///   - no network, no new programs, no new processes, no signals to others, no privileges (also for root);
///   - reading: shared libraries, time zones, the plugin's library and those beside it, and what was granted;
///   - writing: the scratch folder, where neither links, devices, sockets nor FIFOs can be made;
///   - memory, processor time, files and core dumps are limited; open descriptors (the channel, stdout) stay usable.
/// By Landlock, seccomp, resource limits, no_new_privs and dropped capabilities; nothing here needs root.
/// On Windows, which has neither Landlock nor seccomp: the host makes the process in a job object (it alone, limited
/// memory, nothing of the screen, ended with the host) with a token without privileges; the worker sets mitigation
/// policies, gives up what privileges are left, and lowers its integrity, so that it writes in the scratch folder
/// alone. Reading and the network stay open there, and the report says so. Called once, while the process has a single
/// thread. There is no way back.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"

namespace streamguard::worker {

struct SandboxRequest {
  Sandbox mode = Sandbox::strict;
  std::uint64_t memory = 0;          ///< bytes of private writable memory; 0 = no limit
  std::chrono::milliseconds cpu{0};  ///< processor time of this process, rounded up to seconds; 0 = no limit
  std::uint64_t max_file_bytes = 0;  ///< of one file in the scratch folder; 0 = no limit
  std::filesystem::path scratch;     ///< the one folder to write in; empty: none
  std::filesystem::path plugin_library;
  std::vector<std::filesystem::path> read;  ///< granted files and folders; those that do not exist are passed over
};

struct SandboxReport {
  std::string words;  ///< for people: "landlock 7, seccomp, no privileges, rlimits"
  int landlock_abi = 0;
  bool landlock = false;
  bool seccomp = false;
  bool no_new_privs = false;
  bool rlimits = false;
  std::vector<std::string> missing;  ///< in best-effort mode: what could not be put in force, and why. On Windows, in
                                     ///< strict mode too: what the system accepted and does not do (Wine)
};

/// strict: every mechanism is in force, or an Error (Code::config) names the missing one and the cure; the process is
/// then half locked in and good for nothing but reporting that. best_effort: goes on with what works. off: resource
/// limits only. Code::bug when other threads run already.
Result<SandboxReport> enter(const SandboxRequest& request);

}  // namespace streamguard::worker
