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
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace streamguard::scenario {

namespace {

using nlohmann::json;

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

ProcessHandle::ProcessHandle(pid_t id) : id_(id), fd_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))) {}

ProcessHandle::~ProcessHandle() {
  if (fd_ >= 0) ::close(fd_);
}

void ProcessHandle::signal(int number) const {
  if (fd_ >= 0) ::syscall(SYS_pidfd_send_signal, fd_, number, nullptr, 0);
}

bool ProcessHandle::gone(std::chrono::milliseconds patience) const {
  if (fd_ < 0) return true;
  pollfd entry{fd_, POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(patience.count())) > 0;
}

Host::Host(std::vector<std::string> arguments, const Options& options) {
  arguments.insert(arguments.begin(), STREAMGUARD_PROGRAM);
  std::vector<std::string> environment = environment_with(options);
  const std::vector<char*> argument_pointers = pointers(arguments);
  const std::vector<char*> environment_pointers = pointers(environment);
  std::array<int, 2> ends{};
  errors_ = ::memfd_create("errors", MFD_CLOEXEC);
  if (errors_ < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no descriptors for a program");
  const pid_t child = ::fork();
  if (child == 0) become(argument_pointers, environment_pointers, ends[1], errors_, options.before_exec);
  ::close(ends[1]);
  pipe_ = ends[0];
  if (child < 0) throw std::runtime_error("no program can be started");
  process_.emplace(child);
}

Host::~Host() {
  if (!ended_ && process_) {
    process_->signal(SIGKILL);
    int status = 0;
    ::waitpid(process_->id(), &status, 0);
  }
  if (pipe_ >= 0) ::close(pipe_);
  if (errors_ >= 0) ::close(errors_);
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
  pollfd entry{pipe_, POLLIN, 0};
  const int patience = static_cast<int>(std::chrono::milliseconds(kPatience).count());
  if (::poll(&entry, 1, patience) == 0) {
    process_->signal(SIGKILL);
    throw std::runtime_error("the program has said nothing for too long. It had said:\n" + output_ + errors());
  }
  std::array<char, 65536> bytes{};
  const ssize_t got = ::read(pipe_, bytes.data(), bytes.size());
  if (got > 0) output_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<std::string> Host::line() {
  for (;;) {
    const std::size_t end = output_.find('\n', taken_);
    if (end != std::string::npos) {
      std::string out = output_.substr(taken_, end - taken_);
      taken_ = end + 1;
      return out;
    }
    if (!read_more()) return std::nullopt;
  }
}

json Host::until(const std::function<bool(const json&)>& enough) {
  while (const auto text = line()) {
    json event = json::parse(*text);
    if (enough(event)) return event;
  }
  throw std::runtime_error("the program ended before the event came. It had said:\n" + output_ + errors());
}

json Host::until(const std::string& event, const std::string& collector) {
  return until([&](const json& one) {
    return one.at("event") == event && (collector.empty() || one.value("collector", "") == collector);
  });
}

Ended Host::wait() {
  if (ended_) return *ended_;
  while (read_more()) {
  }
  int status = 0;
  ::waitpid(process_->id(), &status, 0);
  ended_ = Ended{WIFSIGNALED(status), WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)};
  return *ended_;
}

std::string Host::errors() const {
  struct stat about {};
  ::fstat(errors_, &about);
  std::string out(static_cast<std::size_t>(about.st_size), '\0');
  const ssize_t got = ::pread(errors_, out.data(), out.size(), 0);
  out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return out;
}

std::vector<json> Host::events() const {
  std::vector<json> out;
  for (std::size_t at = 0; at < output_.size();) {
    const std::size_t end = output_.find('\n', at);
    if (end == std::string::npos) break;
    out.push_back(json::parse(output_.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

}  // namespace streamguard::scenario
