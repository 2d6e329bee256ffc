// Runs while StreamGuard is built: makes the system call filters with libseccomp and writes them as arrays that
// syscalls_posix.cpp loads. Making one takes longer than all else that a worker does before its plugin loads.
//
//   make_filters FILE
#include "worker/filter_placeholder.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace streamguard::worker {
namespace {

// Whatever only touches our own memory, threads, descriptors and clock, and what Landlock checks by path.
constexpr std::array kAllowed{
    // descriptors
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
    SCMP_SYS(preadv), SCMP_SYS(pwritev), SCMP_SYS(preadv2), SCMP_SYS(pwritev2), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(close_range), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(fstat), SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(fadvise64), SCMP_SYS(readahead),
    SCMP_SYS(copy_file_range), SCMP_SYS(sendfile), SCMP_SYS(flock), SCMP_SYS(getdents), SCMP_SYS(getdents64),
    SCMP_SYS(fstatfs), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime),
    SCMP_SYS(timerfd_gettime), SCMP_SYS(signalfd4),
    // the sockets we inherited
    SCMP_SYS(sendmsg), SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt),
    // paths
    SCMP_SYS(creat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(statfs),
    SCMP_SYS(getcwd), SCMP_SYS(chdir), SCMP_SYS(fchdir), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
    SCMP_SYS(linkat), SCMP_SYS(umask),
    // memory
    SCMP_SYS(mprotect), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(msync),
    SCMP_SYS(mincore), SCMP_SYS(membarrier),
    // threads
    SCMP_SYS(futex), SCMP_SYS(futex_waitv), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_get_priority_max), SCMP_SYS(sched_get_priority_min), SCMP_SYS(getcpu), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(wait4), SCMP_SYS(waitid),
    // our own signals
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigpending), SCMP_SYS(sigaltstack), SCMP_SYS(pause), SCMP_SYS(alarm),
    SCMP_SYS(setitimer), SCMP_SYS(getitimer), SCMP_SYS(timer_create), SCMP_SYS(timer_settime), SCMP_SYS(timer_gettime),
    SCMP_SYS(timer_getoverrun), SCMP_SYS(timer_delete),
    // time
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrusage),
    // who and where we are
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getpgid), SCMP_SYS(getpgrp), SCMP_SYS(getsid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getresuid), SCMP_SYS(getresgid),
    SCMP_SYS(getgroups), SCMP_SYS(capget), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrlimit), SCMP_SYS(getrandom),
    SCMP_SYS(getpriority)};

// What a plugin's author may try and should see refused for what it is. Changing modes, owners, times and attributes is
// here because Landlock does not check it: it would reach every file of the user.
constexpr std::array kRefused{SCMP_SYS(socket),
                              SCMP_SYS(socketpair),
                              SCMP_SYS(connect),
                              SCMP_SYS(bind),
                              SCMP_SYS(listen),
                              SCMP_SYS(accept),
                              SCMP_SYS(accept4),
                              SCMP_SYS(execve),
                              SCMP_SYS(execveat),
                              SCMP_SYS(fork),
                              SCMP_SYS(vfork),
                              SCMP_SYS(chmod),
                              SCMP_SYS(fchmod),
                              SCMP_SYS(fchmodat),
                              SCMP_SYS(chown),
                              SCMP_SYS(fchown),
                              SCMP_SYS(lchown),
                              SCMP_SYS(fchownat),
                              SCMP_SYS(utime),
                              SCMP_SYS(utimes),
                              SCMP_SYS(utimensat),
                              SCMP_SYS(setxattr),
                              SCMP_SYS(lsetxattr),
                              SCMP_SYS(fsetxattr),
                              SCMP_SYS(symlink),
                              SCMP_SYS(symlinkat),
                              SCMP_SYS(mknod),
                              SCMP_SYS(mknodat),
                              SCMP_SYS(memfd_create),
                              SCMP_SYS(process_vm_readv),
                              SCMP_SYS(process_vm_writev),
                              SCMP_SYS(pidfd_open),
                              SCMP_SYS(pidfd_send_signal),
                              SCMP_SYS(pidfd_getfd),
                              SCMP_SYS(mount),
                              SCMP_SYS(umount2),
                              SCMP_SYS(chroot),
                              SCMP_SYS(pivot_root),
                              SCMP_SYS(unshare),
                              SCMP_SYS(setns),
                              SCMP_SYS(bpf),
                              SCMP_SYS(keyctl),
                              SCMP_SYS(add_key),
                              SCMP_SYS(request_key),
                              SCMP_SYS(io_uring_setup),
                              SCMP_SYS(io_uring_enter),
                              SCMP_SYS(io_uring_register),
                              SCMP_SYS(userfaultfd),
                              SCMP_SYS(perf_event_open),
                              SCMP_SYS(open_by_handle_at),
                              SCMP_SYS(name_to_handle_at),
                              SCMP_SYS(personality),
                              SCMP_SYS(setsid),
                              SCMP_SYS(setpgid),
                              SCMP_SYS(setpriority),
                              SCMP_SYS(setrlimit),
                              SCMP_SYS(shmget),
                              SCMP_SYS(msgget),
                              SCMP_SYS(semget),
                              SCMP_SYS(inotify_init1),
                              SCMP_SYS(seccomp)};

// The sanitizers' leak checker stops its own threads by ptrace from a cloned process.
constexpr std::array kForSanitizers{SCMP_SYS(ptrace),
                                    SCMP_SYS(clone),
                                    SCMP_SYS(prctl),
                                    SCMP_SYS(kill),
                                    SCMP_SYS(tgkill),
                                    SCMP_SYS(prlimit64),
                                    SCMP_SYS(process_vm_readv),
                                    SCMP_SYS(sched_setaffinity)};

constexpr unsigned long long kNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr unsigned long long kThread = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND;
constexpr int kPrSetVma = 0x53564d41;  // names of memory ranges, used by newer C libraries

using Condition = scmp_arg_cmp;

constexpr Condition equals(unsigned argument, unsigned long long value) { return {argument, SCMP_CMP_EQ, value, 0}; }
constexpr Condition differs(unsigned argument, unsigned long long value) { return {argument, SCMP_CMP_NE, value, 0}; }
constexpr Condition bits(unsigned argument, unsigned long long mask, unsigned long long value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Gathers rules; the first failure is kept and the rest are passed over.
class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS)), &::seccomp_release) {
    if (!context_) failed_ = -ENOMEM;
  }
  void set(scmp_filter_attr attribute, unsigned value) {
    if (failed_ == 0) failed_ = ::seccomp_attr_set(context_.get(), attribute, value);
  }
  void allow(int number, std::initializer_list<Condition> all_of = {}) { add(SCMP_ACT_ALLOW, number, all_of); }
  void refuse(int number, std::initializer_list<Condition> all_of = {}) { add(SCMP_ACT_ERRNO(EPERM), number, all_of); }
  /// The finished program; empty, with errno's number in `failed`, where a rule was refused.
  std::vector<sock_filter> program(int& failed) {
    std::vector<sock_filter> out;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
    if (failed_ == 0 && !file) failed_ = -errno;
    if (failed_ == 0) failed_ = ::seccomp_export_bpf(context_.get(), ::fileno(file.get()));
    failed = -failed_;
    if (failed_ != 0) return out;
    std::rewind(file.get());
    sock_filter one;
    while (std::fread(&one, sizeof one, 1, file.get()) == 1) out.push_back(one);
    return out;
  }

 private:
  void add(std::uint32_t action, int number, std::initializer_list<Condition> all_of) {
    if (failed_ != 0) return;
    failed_ =
        ::seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(all_of.size()), all_of.begin());
  }
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
  int failed_ = 0;
};

void allow_opening(Filter& filter) {
  // Reading and truncating at once is not checked by Landlock before version 3, and nobody needs it.
  const auto open_rules = [&filter](int number, unsigned flags) {
    filter.allow(number, {bits(flags, O_TRUNC, 0)});
    filter.allow(number, {bits(flags, O_TRUNC | O_ACCMODE, O_TRUNC | O_WRONLY)});
    filter.allow(number, {bits(flags, O_TRUNC | O_ACCMODE, O_TRUNC | O_RDWR)});
  };
  open_rules(SCMP_SYS(open), 1);
  open_rules(SCMP_SYS(openat), 2);
}

void allow_mapping(Filter& filter) {
  // Shared anonymous memory is charged to no resource limit, so it is the one kind that is refused.
  constexpr unsigned long long both = MAP_SHARED | MAP_ANONYMOUS;
  for (const unsigned long long kind : {0ULL, 0ULL + MAP_SHARED, 0ULL + MAP_ANONYMOUS}) {
    filter.allow(SCMP_SYS(mmap), {bits(3, both, kind)});
  }
  filter.refuse(SCMP_SYS(mmap), {bits(3, both, both)});
}

void allow_own_process(Filter& filter) {
  // No new processes are possible and so the id, which is put in when the filter is loaded, is the worker's for good.
  constexpr unsigned long long self = kOwnProcess;
  for (const int number : {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)}) {
    filter.allow(number, {equals(0, self)});
    filter.refuse(number, {differs(0, self)});
  }
  filter.allow(SCMP_SYS(clone), {bits(0, kThread | kNamespaces, kThread)});
  filter.refuse(SCMP_SYS(clone), {bits(0, CLONE_THREAD, 0)});
  for (const int what : {PR_SET_NAME, PR_GET_NAME, kPrSetVma}) {
    filter.allow(SCMP_SYS(prctl), {bits(0, 0xffffffffULL, static_cast<unsigned>(what))});
  }
  filter.allow(SCMP_SYS(prlimit64), {equals(0, 0), equals(2, 0)});  // asking only
  filter.refuse(SCMP_SYS(prlimit64), {differs(2, 0)});
  filter.refuse(SCMP_SYS(ptrace));
}

void allow_controls(Filter& filter) {
  for (const int command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW,
                            F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW}) {
    filter.allow(SCMP_SYS(fcntl), {bits(1, 0xffffffffULL, static_cast<unsigned>(command))});
  }
  for (const int request : {FIONREAD, FIOCLEX, FIONCLEX, FIONBIO, TCGETS}) {
    filter.allow(SCMP_SYS(ioctl), {bits(1, 0xffffffffULL, static_cast<unsigned>(request))});
  }
}

bool needed_by_sanitizers(int number) {
  for (const int needed : kForSanitizers) {
    if (needed == number) return true;
  }
  return false;
}

#ifdef STREAMGUARD_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// `truncate_by_path` is allowed where Landlock checks it (version 3 on).
std::vector<sock_filter> make(bool truncate_by_path, int& failed) {
  Filter filter;
  filter.set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);  // 32-bit calls from a 64-bit process are an attack
  filter.set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree: a call costs a few comparisons, not a hundred
  for (const int number : kAllowed) filter.allow(number);
  allow_opening(filter);
  allow_mapping(filter);
  allow_controls(filter);
  if (truncate_by_path) filter.allow(SCMP_SYS(truncate));
  if (kSanitized) {
    for (const int number : kForSanitizers) filter.allow(number);
  } else {
    allow_own_process(filter);
  }
  for (const int number : kRefused) {
    if (!kSanitized || !needed_by_sanitizers(number)) filter.refuse(number);
  }
  return filter.program(failed);
}

bool write(std::FILE* out, const char* name, const std::vector<sock_filter>& program) {
  bool good = std::fprintf(out, "constexpr sock_filter %s[] = {\n", name) > 0;
  for (const sock_filter& one : program) {
    good = std::fprintf(out, "    {%u, %u, %u, %uU},\n", one.code, one.jt, one.jf, one.k) > 0 && good;
  }
  return std::fprintf(out, "};\n") > 0 && good;
}

}  // namespace

int make_filters(const char* path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(path, "w"), &std::fclose);
  if (!out) return std::fprintf(stderr, "make_filters: %s: %s\n", path, std::strerror(errno)), 1;
  for (const auto& [name, truncate_by_path] : {std::pair("kFilter", false), std::pair("kFilterWithTruncate", true)}) {
    int failed = 0;
    const auto program = make(truncate_by_path, failed);
    if (program.empty()) return std::fprintf(stderr, "make_filters: libseccomp: %s\n", std::strerror(failed)), 1;
    if (!write(out.get(), name, program)) return std::fprintf(stderr, "make_filters: %s: cannot be written\n", path), 1;
  }
  return std::fclose(out.release()) == 0 ? 0 : 1;
}

}  // namespace streamguard::worker

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_filters FILE\n"), 2;
  return streamguard::worker::make_filters(argv[1]);
}
