#include "os/launch_posix.hpp"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>

#include "os/system_error.hpp"

// Instrumentation would write about the child into the parent's bookkeeping, since both share one memory.
#define STREAMGUARD_PLAIN __attribute__((no_sanitize("address"), no_sanitize("thread"), no_sanitize("undefined")))

// clone() by the C library's other name: ThreadSanitizer takes over the first and believes that a child with our memory
// is a process of its own.
extern "C" int streamguard_clone(int (*)(void*), void*, int, void*, ...) __asm__("__clone");

namespace streamguard::os {

namespace {

constexpr int kSignals = 64;
constexpr std::size_t kKernelSigsetBytes = 8;
constexpr std::size_t kStackBytes = 64 * 1024;

struct Child {
  const Launch* command = nullptr;
  pid_t parent = -1;
  const char* failed_step = nullptr;  // written by the child into our memory
  int failed_number = 0;
};

// syscall() and not the C library's functions: those may be intercepted by sanitizers, or cache what they see.
STREAMGUARD_PLAIN int child_main(void* argument) {
  auto* child = static_cast<Child*>(argument);
  const Launch& command = *child->command;
  const auto fail = [child](const char* step) STREAMGUARD_PLAIN {
    child->failed_step = step;
    child->failed_number = errno;
    ::syscall(SYS_exit_group, 127);
    return 127;
  };

  if (::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return fail("tie it to this process");
  // Had we died before the line above, no signal would come any more.
  if (::syscall(SYS_getppid) != child->parent) return fail("find its parent alive");
  if (::syscall(SYS_setsid) < 0) return fail("make its session");

  // All zero means SIG_DFL in the kernel's own struct. Ignored signals would else stay ignored beyond exec.
  const std::array<std::uint64_t, 4> by_default{};
  for (int number = 1; number <= kSignals; ++number) {
    ::syscall(SYS_rt_sigaction, number, by_default.data(), nullptr, kKernelSigsetBytes);
  }
  const std::array<std::uint64_t, 2> no_core{};
  if (::syscall(SYS_prlimit64, 0, RLIMIT_CORE, no_core.data(), nullptr) != 0) return fail("forbid core files");
  if (::syscall(SYS_chdir, command.folder) != 0) return fail("enter its working folder");

  if (::syscall(SYS_dup3, command.input, 0, 0) < 0 || ::syscall(SYS_dup3, command.output, 1, 0) < 0 ||
      ::syscall(SYS_dup3, command.output, 2, 0) < 0 || ::syscall(SYS_dup3, command.channel, kChannelFd, 0) < 0) {
    return fail("hand over its descriptors");
  }
  if (::syscall(SYS_close_range, kChannelFd + 1, ~0U, 0) != 0) return fail("close all other descriptors");

  const std::uint64_t no_signals = 0;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, nullptr, kKernelSigsetBytes);
  ::syscall(SYS_execve, command.program, command.arguments, command.environment);
  return fail("execute it");
}

Result<Launched> clone_child(const Launch& command) {
  alignas(16) static std::array<std::byte, kStackBytes> stack;  // one child at a time is on it
  Child child{&command, ::getpid(), nullptr, 0};
  int handle = -1;
  const int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
  const pid_t id = ::streamguard_clone(child_main, stack.data() + stack.size(), flags, &child, &handle);
  const std::string what = std::string("start ") + command.program;
  if (id < 0) return system_error(what);
  Launched launched{id, UniqueFd(handle)};
  if (child.failed_step != nullptr) {
    siginfo_t ignored{};
    ::waitid(P_PIDFD, static_cast<id_t>(handle), &ignored, WEXITED);
    return system_error(what + ": cannot " + child.failed_step, child.failed_number);
  }
  return launched;
}

/// The thread that makes all children. Never destroyed: its end would be the end of every child.
class Launcher {
 public:
  static Launcher& instance() {
    static Launcher* const launcher = new Launcher;
    return *launcher;
  }

  Result<Launched> launch(const Launch& command) {
    const std::lock_guard one_at_a_time(callers_);
    std::unique_lock lock(mutex_);
    command_ = &command;
    changed_.notify_all();
    changed_.wait(lock, [this] { return answer_.has_value(); });
    Result<Launched> answer = std::move(*answer_);
    answer_.reset();
    return answer;
  }

 private:
  Launcher() {
    // A parent may have left SIGCHLD ignored; children would then vanish without telling how they ended.
    struct sigaction now {};
    if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) {
      now.sa_handler = SIG_DFL;
      ::sigaction(SIGCHLD, &now, nullptr);
    }
    // All signals blocked from the thread's first instruction on, so that no handler of ours ever runs in a child.
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { loop(); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return command_ != nullptr; });
      answer_.emplace(clone_child(*command_));
      command_ = nullptr;
      changed_.notify_all();
    }
  }

  std::mutex callers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const Launch* command_ = nullptr;
  std::optional<Result<Launched>> answer_;
};

}  // namespace

Result<Launched> launch(const Launch& command) { return Launcher::instance().launch(command); }

}  // namespace streamguard::os
