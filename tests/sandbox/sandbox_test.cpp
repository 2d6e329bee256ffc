#include "worker/sandbox.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <new>
#include <thread>

#include "../sanitized.hpp"

namespace streamguard::worker {
namespace {

namespace fs = std::filesystem;
using tests::kSanitized;

constexpr std::uint64_t kMemory = 256ULL << 20;
constexpr std::uint64_t kFileBytes = 1ULL << 20;

/// Each test has folders of its own: one for writing, one that is granted for reading, one that is neither.
class SandboxTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/streamguard-sandbox-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = fs::canonical(name);
    for (const char* folder : {"scratch", "granted", "secret", "plugins"}) fs::create_directory(root_ / folder);
    put(root_ / "granted/f", "granted");
    put(root_ / "secret/f", "secret");
    put(root_ / "plugins/mine.so", "library");
    put(root_ / "plugins/libneeded.so.1", "library");
    put(root_ / "plugins/notes.txt", "private");
    request_.memory = kMemory;
    request_.max_file_bytes = kFileBytes;
    request_.scratch = root_ / "scratch";
    request_.read = {root_ / "granted", root_ / "not-there"};
    request_.plugin_library = root_ / "plugins/mine.so";
  }
  void TearDown() override { fs::remove_all(root_); }

  static void put(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

  /// Runs `what` in a child that has entered the sandbox. What it returns comes back; so do failures to enter.
  std::string inside(const std::function<std::string(const SandboxReport&)>& what) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      auto report = enter(request_);
      const std::string text = report ? what(*report) : "refused: " + report.error().message;
      const bool written = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
      ::_exit(written ? 0 : 1);
    }
    ::close(ends[1]);
    std::string answer;
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) answer += std::string(" killed by SIG") + ::sigabbrev_np(WTERMSIG(status));
    return answer;
  }

  /// The name of the error that a call inside ends with: "EPERM", or "done".
  std::string attempt(const std::function<long()>& call) {
    return inside([&call](const SandboxReport&) -> std::string {
      errno = 0;
      return call() < 0 ? ::strerrorname_np(errno) : "done";
    });
  }

  std::string opening(const fs::path& path, int flags) {
    return attempt([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0600); });
  }

  fs::path root_;
  SandboxRequest request_;
};

TEST_F(SandboxTest, IsCompleteHere) {
  EXPECT_EQ(inside([](const SandboxReport& report) -> std::string {
              const bool all = report.landlock && report.seccomp && report.no_new_privs && report.rlimits;
              return all && report.missing.empty() && report.landlock_abi > 0 ? "complete" : report.words;
            }),
            "complete");
}

TEST_F(SandboxTest, SaysWhatIsInForce) {
  const std::string words = inside([](const SandboxReport& report) { return report.words; });
  EXPECT_EQ(words.find("landlock "), 0U) << words;
  EXPECT_NE(words.find(", seccomp, no privileges, rlimits"), std::string::npos) << words;
}

TEST_F(SandboxTest, OffLimitsResourcesOnly) {
  request_.mode = Sandbox::off;
  EXPECT_EQ(opening(root_ / "secret/f", O_RDONLY), "done");
  EXPECT_EQ(attempt([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), "done");
  EXPECT_EQ(inside([](const SandboxReport& report) { return report.words; }).find("off, rlimits"), 0U);
}

TEST_F(SandboxTest, RefusesToBeEnteredBesideOtherThreads) {
  if (kSanitized) GTEST_SKIP() << "sanitizers have threads of their own";
  const pid_t child = ::fork();
  if (child == 0) {
    std::thread([this] { ::_exit(!enter(request_) ? 42 : 1); }).join();
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
}

TEST_F(SandboxTest, HasNoNetwork) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_VSOCK}) {
    EXPECT_EQ(attempt([family] { return ::socket(family, SOCK_STREAM, 0); }), "EPERM") << family;
  }
  EXPECT_EQ(attempt([] {
              std::array<int, 2> ends{};
              return ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data());
            }),
            "EPERM");
}

TEST_F(SandboxTest, UsesTheSocketItInherited) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  EXPECT_EQ(inside([&](const SandboxReport&) -> std::string {
              iovec part{const_cast<char*>("hello"), 5};
              msghdr message{};
              message.msg_iov = &part;
              message.msg_iovlen = 1;
              std::array<char, 5> got{};
              if (::sendmsg(ends[0], &message, MSG_NOSIGNAL) != 5) return "sendmsg";
              if (::recv(ends[1], got.data(), got.size(), 0) != 5) return "recv";
              return ::shutdown(ends[0], SHUT_RDWR) == 0 ? "works" : "shutdown";
            }),
            "works");
  EXPECT_EQ(attempt([&] {
              sockaddr address{};
              return ::connect(ends[0], &address, sizeof address);
            }),
            "EPERM");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(SandboxTest, StartsNoProgramsAndNoProcesses) {
  EXPECT_EQ(attempt([] {
              std::array<char*, 1> none{};
              return ::execve("/bin/true", none.data(), none.data());
            }),
            "EPERM");
  EXPECT_EQ(attempt([] {
              std::array<char*, 1> none{};
              return ::syscall(SYS_execveat, AT_FDCWD, "/bin/true", none.data(), none.data(), 0);
            }),
            "EPERM");
  if (kSanitized) return;  // the leak checker clones
  EXPECT_EQ(attempt([] { return ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::syscall(SYS_clone3, nullptr, 0); }), "ENOSYS");
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {
              const pid_t child = ::fork();
              if (child == 0) ::_exit(0);
              return child < 0 ? "none" : "forked";
            }),
            "none");
#ifdef SYS_vfork
  EXPECT_EQ(attempt([] { return ::syscall(SYS_vfork); }), "EPERM");
#endif
}

TEST_F(SandboxTest, RunsThreads) {
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {
              int sum = 0;
              for (int i = 1; i <= 4; ++i) std::thread([&sum, i] { sum += i; }).join();
              return std::to_string(sum);
            }),
            "10");
}

TEST_F(SandboxTest, HoldsForThreadsStartedLater) {
  EXPECT_EQ(attempt([this] {
              int fd = 0, error = 0;
              std::thread([&] {
                fd = ::open((root_ / "secret/f").c_str(), O_RDONLY | O_CLOEXEC);
                error = errno;
              }).join();
              errno = error;
              return fd;
            }),
            "EACCES");
}

TEST_F(SandboxTest, ReadsWhatWasGrantedAndNothingElse) {
  EXPECT_EQ(opening(root_ / "granted/f", O_RDONLY), "done");
  EXPECT_EQ(opening(root_ / "granted", O_RDONLY | O_DIRECTORY), "done");
  EXPECT_EQ(opening(root_ / "secret/f", O_RDONLY), "EACCES");
  EXPECT_EQ(opening(root_ / "granted/../secret/f", O_RDONLY), "EACCES");
  EXPECT_EQ(opening(root_, O_RDONLY | O_DIRECTORY), "EACCES");
  for (const char* path : {"/", "/etc/passwd", "/etc/shadow", "/root", "/home", "/proc/1/environ", "/proc/self/environ",
                           "/proc/self/mem", "/proc/self/root/etc/passwd", "/dev/zero", "/dev/mem", "/tmp"}) {
    if (kSanitized && std::string_view(path).starts_with("/proc/self")) continue;
    if (!fs::exists(path)) continue;
    EXPECT_EQ(opening(path, O_RDONLY), "EACCES") << path;
  }
  EXPECT_EQ(opening("/dev/urandom", O_RDONLY), "done");
  EXPECT_EQ(opening("/dev/null", O_RDWR), "done");
  EXPECT_EQ(opening("/proc/self/maps", O_RDONLY), "done");
}

TEST_F(SandboxTest, ReadsThePluginAndTheLibrariesBesideIt) {
  EXPECT_EQ(opening(root_ / "plugins/mine.so", O_RDONLY), "done");
  EXPECT_EQ(opening(root_ / "plugins/libneeded.so.1", O_RDONLY), "done");
  EXPECT_EQ(opening(root_ / "plugins/notes.txt", O_RDONLY), "EACCES");
  EXPECT_EQ(opening(root_ / "plugins/mine.so", O_RDWR), "EACCES");
}

TEST_F(SandboxTest, WritesInTheScratchFolderOnly) {
  const auto words = inside([this](const SandboxReport&) -> std::string {
    const fs::path scratch = root_ / "scratch";
    std::error_code failed;
    fs::create_directories(scratch / "a/b", failed);
    if (failed) return "mkdir: " + failed.message();
    put(scratch / "a/b/f", "text");
    fs::rename(scratch / "a/b/f", scratch / "g", failed);
    if (failed) return "rename: " + failed.message();
    std::string back;
    std::ifstream(scratch / "g") >> back;
    if (back != "text") return "read back: " + back;
    fs::resize_file(scratch / "g", 2, failed);
    if (failed) return "truncate: " + failed.message();
    fs::remove_all(scratch / "a", failed);
    return failed ? "remove: " + failed.message() : "all of it";
  });
  EXPECT_EQ(words, "all of it");
  EXPECT_EQ(opening(root_ / "granted/new", O_WRONLY | O_CREAT), "EACCES");
  EXPECT_EQ(opening(root_ / "granted/f", O_WRONLY), "EACCES");
  EXPECT_EQ(opening(root_ / "secret/new", O_WRONLY | O_CREAT), "EACCES");
  EXPECT_EQ(attempt([this] { return ::unlink((root_ / "secret/f").c_str()); }), "EACCES");
  EXPECT_EQ(attempt([this] { return ::mkdir((root_ / "secret/d").c_str(), 0700); }), "EACCES");
  EXPECT_EQ(attempt([this] { return ::rename((root_ / "granted/f").c_str(), (root_ / "scratch/f").c_str()); }),
            "EACCES");
}

TEST_F(SandboxTest, ReachesNothingOutsideByLinks) {
  const fs::path link = root_ / "scratch/link";
  EXPECT_EQ(attempt([&] { return ::symlink((root_ / "secret").c_str(), link.c_str()); }), "EPERM");
  const std::string hard = attempt([&] { return ::link((root_ / "granted/f").c_str(), link.c_str()); });
  EXPECT_TRUE(hard == "EXDEV" || hard == "EACCES") << hard;
  EXPECT_EQ(attempt([&] { return ::mkfifo(link.c_str(), 0600); }), "EPERM");
  fs::create_directory_symlink(root_ / "secret", link);
  EXPECT_EQ(opening(link / "f", O_RDONLY), "EACCES");
}

TEST_F(SandboxTest, TruncatesNothingOutside) {
  const fs::path granted = root_ / "granted/f";
  EXPECT_NE(attempt([&] { return ::truncate(granted.c_str(), 0); }), "done");
  EXPECT_NE(opening(granted, O_RDONLY | O_TRUNC), "done");
  EXPECT_NE(opening(granted, O_WRONLY | O_TRUNC), "done");
  EXPECT_EQ(fs::file_size(granted), 7U);
}

TEST_F(SandboxTest, ChangesNoModesOwnersTimesOrAttributes) {
  const std::string granted = root_ / "granted/f";
  EXPECT_EQ(attempt([&] { return ::chmod(granted.c_str(), 0777); }), "EPERM");
  EXPECT_EQ(attempt([&] { return ::fchmod(::open(granted.c_str(), O_RDONLY | O_CLOEXEC), 0777); }), "EPERM");
  EXPECT_EQ(attempt([&] { return ::chown(granted.c_str(), 1, 1); }), "EPERM");
  EXPECT_EQ(attempt([&] { return ::utimensat(AT_FDCWD, granted.c_str(), nullptr, 0); }), "EPERM");
}

TEST_F(SandboxTest, LoadsSystemLibraries) {
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {
              void* library = ::dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
              if (library == nullptr) return ::dlerror();
              return ::dlsym(library, "cos") != nullptr ? "loaded" : "no symbol";
            }),
            "loaded");
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {  // one that is certainly not mapped yet
              void* library = ::dlopen("libanl.so.1", RTLD_NOW | RTLD_LOCAL);
              return library != nullptr ? "loaded" : ::dlerror();
            }),
            "loaded");
}

TEST_F(SandboxTest, SignalsNobodyElse) {
  EXPECT_NE(attempt([] { return ::kill(::getppid(), 0); }), "done");
  if (kSanitized) return;
  EXPECT_EQ(attempt([] { return ::kill(::getppid(), SIGKILL); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::kill(-1, SIGKILL); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::kill(0, SIGKILL); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::syscall(SYS_pidfd_open, ::getppid(), 0); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::fcntl(0, F_SETOWN, ::getppid()); }), "ENOSYS");
}

TEST_F(SandboxTest, CanStillAbort) {
  const std::string end = inside([](const SandboxReport&) -> std::string { std::abort(); });
  EXPECT_NE(end.find("killed by SIGABRT"), std::string::npos) << end;
}

TEST_F(SandboxTest, TracesAndInspectsNobody) {
  EXPECT_EQ(attempt([] {
              char here = 0;
              iovec mine{&here, 1}, theirs{&here, 1};
              return ::process_vm_readv(::getppid(), &mine, 1, &theirs, 1, 0);
            }),
            "EPERM");
  if (kSanitized) return;
  EXPECT_EQ(attempt([] { return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }), "EPERM");
}

TEST_F(SandboxTest, KeepsItsDeathTiedToTheHost) {
  if (kSanitized) GTEST_SKIP() << "prctl is open for the leak checker";
  EXPECT_EQ(attempt([] { return ::prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }), "ENOSYS");
  EXPECT_EQ(attempt([] { return ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }), "ENOSYS");
  EXPECT_EQ(attempt([] { return ::prctl(PR_SET_NAME, "worker", 0, 0, 0); }), "done");
}

TEST_F(SandboxTest, RefusesDangerousCalls) {
  const std::array<long, 9> numbers{SYS_mount,       SYS_unshare,         SYS_setns,
                                    SYS_bpf,         SYS_keyctl,          SYS_io_uring_setup,
                                    SYS_userfaultfd, SYS_perf_event_open, SYS_open_by_handle_at};
  for (const long number : numbers) {
    EXPECT_EQ(attempt([number] { return ::syscall(number, 0, 0, 0, 0, 0, 0); }), "EPERM") << number;
  }
  EXPECT_EQ(attempt([] { return ::syscall(SYS_memfd_create, "x", 0); }), "EPERM");
  EXPECT_EQ(attempt([] { return ::syscall(1999); }), "ENOSYS");
}

TEST_F(SandboxTest, TypesNothingIntoTerminals) {
  char letter = 'x';
  EXPECT_EQ(attempt([&] { return ::ioctl(0, TIOCSTI, &letter); }), "ENOSYS");
  EXPECT_EQ(attempt([&] {  // the comparison is of 32 bits, as the kernel's is
              return ::syscall(SYS_ioctl, 0, 0xffffffff00000000UL | TIOCSTI, &letter);
            }),
            "ENOSYS");
}

TEST_F(SandboxTest, LimitsMemory) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve terabytes";
  EXPECT_EQ(attempt([] {
              void* much = ::mmap(nullptr, kMemory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return much == MAP_FAILED ? -1L : 0L;
            }),
            "ENOMEM");
  EXPECT_EQ(attempt([] {
              void* shared = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
              return shared == MAP_FAILED ? -1L : 0L;
            }),
            "EPERM");
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {
              try {
                const std::string much(kMemory, 'x');
                return std::to_string(much.size());
              } catch (const std::bad_alloc&) {
                return "bad_alloc";
              }
            }),
            "bad_alloc");
}

TEST_F(SandboxTest, MapsFilesLargerThanItsMemory) {
  const fs::path pack = root_ / "granted/pack";
  put(pack, "");
  fs::resize_file(pack, 2 * kMemory);
  EXPECT_EQ(attempt([&] {
              const int fd = ::open(pack.c_str(), O_RDONLY | O_CLOEXEC);
              return ::mmap(nullptr, 2 * kMemory, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1L : 0L;
            }),
            "done");
}

TEST_F(SandboxTest, LimitsFilesWithoutDying) {
  EXPECT_EQ(attempt([this]() -> long {
              const int fd = ::open((root_ / "scratch/f").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
              return ::pwrite(fd, "x", 1, static_cast<off_t>(kFileBytes));
            }),
            "EFBIG");
}

TEST_F(SandboxTest, LimitsDescriptorsAndCoreFilesForGood) {
  EXPECT_EQ(inside([](const SandboxReport&) -> std::string {
              rlimit core{}, files{};
              if (::getrlimit(RLIMIT_CORE, &core) != 0 || ::getrlimit(RLIMIT_NOFILE, &files) != 0) return "unknown";
              return std::to_string(core.rlim_max) + " " + std::to_string(files.rlim_max);
            }),
            "0 1024");
  EXPECT_NE(attempt([] {
              const rlimit more{1, 1};
              return ::setrlimit(RLIMIT_CORE, &more);
            }),
            "done");
}

}  // namespace
}  // namespace streamguard::worker
