#include "cgi.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace streamguard::upstreams {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  int fd() const noexcept { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A child and what it writes. It is ours until we have waited for it, so its id cannot name another.
class Program {
 public:
  Program(std::vector<std::string> arguments, std::vector<std::string> environment, const std::string& input) {
    const File in(::memfd_create("request", MFD_CLOEXEC));
    std::size_t at = 0;
    while (in.fd() >= 0 && at < input.size()) {
      const ssize_t put = ::write(in.fd(), input.data() + at, input.size() - at);
      if (put <= 0) break;
      at += static_cast<std::size_t>(put);
    }
    std::array<int, 2> ends{-1, -1};
    if (in.fd() < 0 || at != input.size() || ::lseek(in.fd(), 0, SEEK_SET) != 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("no descriptors for " + arguments[0]);
    output_ = std::make_unique<File>(ends[0]);
    const File written(ends[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.fd(), 0);
    ::posix_spawn_file_actions_adddup2(&actions, written.fd(), 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    // The program that we are in may have signals blocked, and a child would inherit that.
    posix_spawnattr_t attributes;
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    const auto argument_pointers = pointers(arguments);
    const auto environment_pointers = pointers(environment);
    const int failed = ::posix_spawnp(&child_, arguments[0].c_str(), &actions, &attributes, argument_pointers.data(),
                                      environment_pointers.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (failed != 0) throw std::runtime_error(arguments[0] + " cannot be started; is it installed?");
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (child_ <= 0) return;
    ::kill(child_, SIGTERM);
    output_->close();
    wait();
  }

  /// Up to so many bytes; empty at the end. Throws where the program ended badly.
  std::string read(std::size_t most) {
    std::string out(most, '\0');
    const ssize_t got = child_ > 0 ? ::read(output_->fd(), out.data(), out.size()) : 0;
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (out.empty() && child_ > 0 && !wait()) throw std::runtime_error("the program ended badly");
    return out;
  }

 private:
  /// Whether it ended well. Once its output is closed there is nothing left for it to do.
  bool wait() {
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  pid_t child_ = 0;
  std::unique_ptr<File> output_;
};

void add_field(Response& response, const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  const std::string name = line.substr(0, colon);
  const std::string value = line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size()));
  if (lower_case(name) == "status") {
    response.status = std::atoi(value.c_str());
  } else if (lower_case(name) == "content-length") {
    response.body.length = whole_number(value);
  } else {
    response.set(name, value);
  }
}

}  // namespace

Response run_cgi(std::vector<std::string> arguments, const Request& request, std::vector<std::string> environment) {
  const char* path = std::getenv("PATH");
  environment.push_back(std::string("PATH=") + (path != nullptr ? path : "/usr/bin:/bin"));
  environment.emplace_back("GATEWAY_INTERFACE=CGI/1.1");
  environment.emplace_back("SERVER_PROTOCOL=HTTP/1.1");
  environment.push_back("REQUEST_METHOD=" + request.method);
  environment.push_back("QUERY_STRING=" + request.query);
  environment.push_back("CONTENT_TYPE=" + std::string(request.field("content-type")));
  environment.push_back("CONTENT_LENGTH=" + std::to_string(request.body.size()));
  for (const auto& [field, variable] : {std::pair{"git-protocol", "GIT_PROTOCOL="},
                                        {"content-encoding", "HTTP_CONTENT_ENCODING="},
                                        {"accept-encoding", "HTTP_ACCEPT_ENCODING="}}) {
    if (!request.field(field).empty()) environment.push_back(variable + std::string(request.field(field)));
  }
  const auto program = std::make_shared<Program>(std::move(arguments), std::move(environment), request.body);
  std::string head;
  std::size_t end = 0;
  while ((end = head.find("\r\n\r\n")) == std::string::npos) {
    const std::string piece = program->read(4096);
    if (piece.empty() || head.size() > kHeadBytes) throw std::runtime_error("the program's answer has no head");
    head += piece;
  }
  Response out;
  out.body.length.reset();
  for (std::size_t at = 0; at < end;) {
    const std::size_t next = head.find("\r\n", at);
    add_field(out, head.substr(at, next - at));
    at = next + 2;
  }
  out.body.next = [program, left = head.substr(end + 4)](std::size_t most) mutable {
    if (left.empty()) return program->read(most);
    std::string piece = left.substr(0, most);
    left.erase(0, piece.size());
    return piece;
  };
  return out;
}

}  // namespace streamguard::upstreams
