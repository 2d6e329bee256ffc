#include "host.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace streamguard::scenario {

namespace {

/// Only system calls: the child shares nothing with us but its memory's copy.
[[noreturn]] void become(const std::vector<char*>& arguments, const std::vector<char*>& environment, int output,
                         int errors, const std::function<void()>& before_exec) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(output, 1);
  ::dup2(errors, 2);
  if (before_exec) before_exec();
  ::execve(arguments[0], arguments.data(), environment.data());
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment_with(const Host::Options& options) {
  std::vector<std::string> out;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view entry(*at);
    const bool replaced = std::any_of(options.environment.begin(), options.environment.end(),
                                      [&](const auto& given) { return entry.starts_with(given.first + "="); });
    if (!replaced) out.emplace_back(entry);
  }
  for (const auto& [name, value] : options.environment) out.push_back(name + "=" + value);
  return out;
}

}  // namespace

const EndingWords kEndings{"killed by SIGABRT", "killed by SIGSEGV", "killed by SIGKILL", "killed by SIGXCPU"};

ProcessHandle::ProcessHandle(pid_t id) : id_(id), held_(::syscall(SYS_pidfd_open, id, 0)) {}

ProcessHandle::~ProcessHandle() {
  if (held_ >= 0) ::close(static_cast<int>(held_));
}

void ProcessHandle::signal(int number) const {
  if (held_ >= 0) ::syscall(SYS_pidfd_send_signal, held_, number, nullptr, 0);
}

void ProcessHandle::interrupt() const { signal(SIGINT); }
void ProcessHandle::terminate() const { signal(SIGTERM); }
void ProcessHandle::kill() const { signal(SIGKILL); }

bool ProcessHandle::gone(std::chrono::milliseconds patience) const {
  if (held_ < 0) return true;
  pollfd entry{static_cast<int>(held_), POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(patience.count())) > 0;
}

struct Host::Ends {
  int output = -1, errors = -1;
};

Host::Host(std::vector<std::string> arguments, const Options& options) : ends_(std::make_unique<Ends>()) {
  arguments.insert(arguments.begin(), STREAMGUARD_PROGRAM);
  std::vector<std::string> environment = environment_with(options);
  const std::vector<char*> argument_pointers = pointers(arguments);
  const std::vector<char*> environment_pointers = pointers(environment);
  std::array<int, 2> ends{};
  ends_->errors = ::memfd_create("errors", MFD_CLOEXEC);
  if (ends_->errors < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no descriptors for a program");
  const pid_t child = ::fork();
  if (child == 0) become(argument_pointers, environment_pointers, ends[1], ends_->errors, options.before_exec);
  ::close(ends[1]);
  ends_->output = ends[0];
  if (child < 0) throw std::runtime_error("no program can be started");
  process_.emplace(child);
}

Host::~Host() {
  if (!ended_ && process_) {
    process_->kill();
    wait_for_the_end();
  }
  if (ends_->output >= 0) ::close(ends_->output);
  if (ends_->errors >= 0) ::close(ends_->errors);
}

std::vector<pid_t> Host::workers() const {
  std::vector<pid_t> out;
  std::error_code failed;
  const std::string tasks = "/proc/" + std::to_string(process_->id()) + "/task";
  for (std::filesystem::directory_iterator at(tasks, failed), end; !failed && at != end; at.increment(failed)) {
    std::ifstream children(at->path() / "children");
    for (pid_t child = 0; children >> child;) out.push_back(child);
  }
  return out;
}

bool Host::read_more() {
  pollfd entry{ends_->output, POLLIN, 0};
  if (::poll(&entry, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) == 0) give_up();
  std::array<char, 65536> bytes{};
  const ssize_t got = ::read(ends_->output, bytes.data(), bytes.size());
  if (got > 0) output_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

Ended Host::wait_for_the_end() {
  int status = 0;
  ::waitpid(process_->id(), &status, 0);
  return Ended{WIFSIGNALED(status), WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)};
}

std::string Host::errors() const {
  struct stat about {};
  ::fstat(ends_->errors, &about);
  std::string out(static_cast<std::size_t>(about.st_size), '\0');
  const ssize_t got = ::pread(ends_->errors, out.data(), out.size(), 0);
  out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return out;
}

}  // namespace streamguard::scenario
