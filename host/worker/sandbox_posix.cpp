#include "worker/sandbox.hpp"

#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "worker/landlock.hpp"
#include "worker/syscalls.hpp"

namespace streamguard::worker {

namespace {

constexpr rlim_t kOpenFiles = 1024;
/// Threads and processes of the user, all together, as the kernel counts them (root is exempt). A bound on a thread
/// bomb that an honest desktop does not meet; new processes are refused anyway.
constexpr rlim_t kUserProcesses = 8192;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

std::string reason() {
  const char* words = ::strerrordesc_np(errno);
  return words ? words : "unknown error";
}

/// Soft and hard limit together, so that it cannot be raised again. Never above what holds already.
template <class Resource>
Status limit(Resource which, rlim_t most, const char* name) {
  rlimit now{};
  if (::getrlimit(which, &now) == 0) {
    const rlim_t value = std::min(most, now.rlim_max);
    const rlimit wanted{value, value};
    if (::setrlimit(which, &wanted) == 0) return {};
  }
  return Error{Code::config, std::string("rlimits: cannot limit ") + name + ": " + reason()};
}

/// SIGXCPU, which tells by its name what happened, and SIGKILL a second later for who ignores it.
Status limit_processor_time(std::chrono::milliseconds most) {
  const rlim_t seconds = static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(most).count());
  rlimit now{};
  if (::getrlimit(RLIMIT_CPU, &now) == 0) {
    const rlimit wanted{std::min(seconds, now.rlim_max), std::min(seconds + 1, now.rlim_max)};
    if (::setrlimit(RLIMIT_CPU, &wanted) == 0) return {};
  }
  return Error{Code::config, "rlimits: cannot limit processor time: " + reason()};
}

Status limit_resources(const SandboxRequest& request) {
  if (Status done = limit(RLIMIT_CORE, 0, "core files"); !done) return done;
  if (Status done = limit(RLIMIT_NOFILE, kOpenFiles, "open files"); !done) return done;
  if (Status done = limit(RLIMIT_NPROC, kUserProcesses, "processes"); !done) return done;
  if (request.cpu.count() != 0) {
    if (Status done = limit_processor_time(request.cpu); !done) return done;
  }
  if (request.max_file_bytes != 0) {
    // Growing a file beyond the limit is then an error (EFBIG) and not the end of the process.
    ::signal(SIGXFSZ, SIG_IGN);
    if (Status done = limit(RLIMIT_FSIZE, request.max_file_bytes, "file sizes"); !done) return done;
  }
  // Not the address space: mapped pack files may be far larger than memory. Sanitizers reserve terabytes of shadow.
  if (request.memory != 0 && !kSanitized) return limit(RLIMIT_DATA, request.memory, "memory");
  return {};
}

Status give_up_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return Error{Code::config, "no_new_privs: the kernel refuses it: " + reason()};
  }
  return {};
}

/// Root without capabilities is a user that happens to own root's files.
Status drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) {
    return Error{Code::config, "capabilities: cannot be dropped: " + reason()};
  }
  return {};
}

/// One entry for each thread. No /proc, no answer: then nothing is claimed.
bool has_other_threads() {
  struct stat info {};
  return !kSanitized && ::stat("/proc/self/task", &info) == 0 && info.st_nlink > 3;
}

std::string words_of(const SandboxReport& report) {
  std::string words;
  const auto add = [&words](const std::string& word) { words += (words.empty() ? "" : ", ") + word; };
  if (report.landlock) add("landlock " + std::to_string(report.landlock_abi));
  if (report.seccomp) add("seccomp");
  if (report.no_new_privs) add("no privileges");
  if (report.rlimits) add("rlimits");
  if (kSanitized) add("relaxed for sanitizers");
  for (const std::string& missing : report.missing) add("NOT " + missing);
  return words.empty() ? "nothing" : words;
}

/// Takes the steps one after the other and decides by the mode what a failed one means.
class Entrance {
 public:
  explicit Entrance(Sandbox mode) : mode_(mode) {}

  /// False: stop, the sandbox cannot be what was asked for.
  bool step(Status done, bool& in_force) {
    in_force = done.ok();
    if (done) return true;
    report.missing.push_back(done.error().message);
    return mode_ != Sandbox::strict;
  }

  Error refusal() const {
    return Error{Code::config, "the sandbox cannot be made complete: " + report.missing.back() +
                                   " (use a kernel that has it, or accept less by `sandbox: best-effort`)"};
  }

  SandboxReport report;

 private:
  Sandbox mode_;
};

}  // namespace

Result<SandboxReport> enter(const SandboxRequest& request) {
  if (has_other_threads()) {
    return Error{Code::bug, "the sandbox was entered with other threads running, which it would not hold"};
  }
  Entrance entrance(request.mode);
  SandboxReport& report = entrance.report;
  if (!entrance.step(limit_resources(request), report.rlimits)) return entrance.refusal();
  if (request.mode == Sandbox::off) {
    report.words = "off, " + words_of(report);
    return report;
  }

  // Without this the plugin's process could be traced by another of the same user, and its memory dumped. The leak
  // checker of sanitizers traces its own process and must stay able to.
  if (!kSanitized) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (!entrance.step(give_up_new_privileges(), report.no_new_privs)) return entrance.refusal();

  report.landlock_abi = landlock_abi();
  Status files = report.landlock_abi > 0
                     ? restrict_files(report.landlock_abi, request, kSanitized)
                     : Error{Code::config,
                             "landlock: this kernel lacks it, or it is not among its security modules "
                             "(boot with lsm=landlock,...; Linux 5.13 or newer)"};
  if (!entrance.step(std::move(files), report.landlock)) return entrance.refusal();

  // After the grants were opened, which may have needed them; before system calls shrink.
  bool dropped = false;
  if (!entrance.step(drop_capabilities(), dropped)) return entrance.refusal();
  report.no_new_privs = report.no_new_privs && dropped;

  SyscallRules rules;
  rules.truncate_by_path = report.landlock && report.landlock_abi >= 3;
  if (!entrance.step(restrict_syscalls(rules), report.seccomp)) return entrance.refusal();
  report.words = words_of(report);
  return report;
}

}  // namespace streamguard::worker
