#include "os/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

#include "os/channel_posix.hpp"
#include "os/launch_posix.hpp"
#include "os/system_error.hpp"

namespace streamguard::os {

namespace {

/// The child leads a session and so a process group of its own, whose number is its id. The group is only named while
/// the child is not reaped: until then the kernel gives the number to nobody else.
class PosixProcess final : public Process {
 public:
  explicit PosixProcess(Launched launched) : id_(launched.id), handle_(std::move(launched.handle)) {}
  ~PosixProcess() override {
    kill();
    wait(std::chrono::milliseconds{-1});
  }

  std::int64_t id() const noexcept override { return id_; }

  void kill() noexcept override {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    // By number: <sys/pidfd.h> of glibc 2.36 cannot be linked from C++.
    ::syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
    ::kill(-id_, SIGKILL);
  }

  std::optional<Exit> wait(std::chrono::milliseconds timeout) override {
    {
      const std::lock_guard lock(mutex_);
      if (end_) return end_;
    }
    if (wait_ready(handle_.get(), POLLIN, timeout) == Ready::timed_out) return std::nullopt;
    const std::lock_guard lock(mutex_);
    ::kill(-id_, SIGKILL);  // what it left behind
    siginfo_t info{};
    int done = -1;
    do {
      done = ::waitid(P_PIDFD, static_cast<id_t>(handle_.get()), &info, WEXITED);
    } while (done != 0 && errno == EINTR);
    // Only somebody else's wait for all children of this process could have taken the answer.
    assert(done == 0);
    end_ = Exit{info.si_code != CLD_EXITED, info.si_status};
    return end_;
  }

  std::uint64_t memory() const noexcept override {
    const std::lock_guard lock(mutex_);
    if (end_) return 0;
    std::array<char, 64> path{"/proc/"};
    const auto name = std::to_chars(path.data() + 6, path.data() + path.size() - 8, id_).ptr;
    std::memcpy(name, "/statm", 7);
    const UniqueFd file(::open(path.data(), O_RDONLY | O_CLOEXEC));
    std::array<char, 128> text{};
    const ssize_t got = file ? ::read(file.get(), text.data(), text.size() - 1) : -1;
    const char* resident = got > 0 ? std::strchr(text.data(), ' ') : nullptr;
    std::uint64_t pages = 0;
    if (resident != nullptr) std::from_chars(resident + 1, text.data() + got, pages);
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  }

 private:
  const pid_t id_;
  const UniqueFd handle_;
  mutable std::mutex mutex_;
  std::optional<Exit> end_;
};

/// The pointers that exec wants, over texts that stay owned by the caller.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// The same open file under a number that the child's own 0 to 3 cannot collide with.
Result<UniqueFd> lifted(UniqueFd fd) {
  if (fd.get() > kChannelFd) return fd;
  UniqueFd higher(::fcntl(fd.get(), F_DUPFD_CLOEXEC, kChannelFd + 1));
  if (!higher) return system_error("duplicate a descriptor");
  return higher;
}

Result<SocketPair> pair_for_child(int buffer_bytes) {
  auto pair = socket_pair(buffer_bytes);
  if (!pair) return pair;
  auto theirs = lifted(std::move(pair->theirs));
  if (!theirs) return std::move(theirs).error();
  pair->theirs = std::move(*theirs);
  return pair;
}

Result<UniqueFd> input_from(const std::filesystem::path& file) {
  const std::string path = file.empty() ? "/dev/null" : file.string();
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_error("open " + path);
  return lifted(std::move(fd));
}

}  // namespace

std::string Exit::words() const {
  if (!signalled) return "exit code " + std::to_string(code);
  const char* name = ::sigabbrev_np(code);
  const char* meaning = ::sigdescr_np(code);
  if (name == nullptr || meaning == nullptr) return "killed by signal " + std::to_string(code);
  std::string lower(meaning);
  for (char& letter : lower) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return std::string("killed by SIG") + name + " (" + lower + ")";
}

Result<Spawned> spawn(const SpawnOptions& options) {
  const std::string place = "starting " + options.program.string();
  auto channel = pair_for_child(kChannelBufferBytes);
  if (!channel) return std::move(channel).error().in(place);
  auto output = pair_for_child(kOutputBufferBytes);
  if (!output) return std::move(output).error().in(place);
  auto input = input_from(options.input);
  if (!input) return std::move(input).error().in(place);

  const std::string program = options.program.string();
  const std::string folder = options.folder.empty() ? "/" : options.folder.string();
  std::vector<std::string> arguments{program};
  for (const std::string& argument : options.arguments) {
    arguments.push_back(argument);
    const std::size_t place_holder = argument.find("{channel}");
    if (place_holder != std::string::npos) {
      arguments.back().replace(place_holder, std::strlen("{channel}"), std::to_string(kChannelFd));
    }
  }
  std::vector<std::string> environment;
  for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> environment_pointers = pointers_to(environment);

  Launch command;
  command.program = program.c_str();
  command.arguments = argument_pointers.data();
  command.environment = environment_pointers.data();
  command.folder = folder.c_str();
  command.input = input->get();
  command.output = output->theirs.get();
  command.channel = channel->theirs.get();
  auto launched = launch(command);
  if (!launched) return std::move(launched).error();
  return Spawned{std::make_unique<PosixProcess>(std::move(*launched)), make_channel(std::move(channel->ours)),
                 make_channel(std::move(output->ours))};
}

std::filesystem::path find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
    if (folder.empty() || folder.front() != '/') continue;  // never from wherever the host happens to run
    std::filesystem::path candidate = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(candidate, ignored) && ::access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return {};
}

std::filesystem::path executable_path() {
  std::error_code failed;
  auto path = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::filesystem::path() : path;
}

std::int64_t own_id() noexcept { return ::getpid(); }

void end_now(int code) noexcept { ::_exit(code); }

void forbid_core_files() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace streamguard::os
