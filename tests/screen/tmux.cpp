#include "tmux.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace streamguard::screen {
namespace {

constexpr int kLook = 200;  ///< ms between two looks where nothing is drawn

std::string output_of(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], 1);
    ::execvp(pointers[0], pointers.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string out;
  std::array<char, 65536> bytes{};
  for (ssize_t got = 0; (got = ::read(ends[0], bytes.data(), bytes.size())) > 0;)
    out.append(bytes.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return out;
}

}  // namespace

bool Tmux::there() { return output_of({"sh", "-c", "command -v tmux"}).find("tmux") != std::string::npos; }

Tmux::Tmux(unsigned columns, unsigned rows) {
  const std::string fifo = (folder_.path() / "drawn").string();
  if (::mkfifo(fifo.c_str(), 0600) != 0) throw std::runtime_error("no fifo at " + fifo);
  drawn_ = ::open(fifo.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  tmux({"-f", "/dev/null", "new-session", "-d", "-x", std::to_string(columns), "-y", std::to_string(rows),
        "env LC_ALL=C.UTF-8 TZ=UTC PS1='ready> ' bash --norc --noprofile -i"});
  tmux({"set-option", "-g", "status", "off"});
  tmux({"set-option", "-g", "window-size", "manual"});
  tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(rows)});
  tmux({"pipe-pane", "exec cat > '" + fifo + "'"});
  until("ready>");
}

Tmux::~Tmux() {
  tmux({"kill-server"});
  if (drawn_ >= 0) ::close(drawn_);
}

std::string Tmux::tmux(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(),
                   {"env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux", "-u", "-S", (folder_.path() / "socket").string()});
  return output_of(std::move(arguments));
}

void Tmux::type(const std::string& text) const { tmux({"send-keys", "-l", text}); }

void Tmux::key(const std::string& name) const { tmux({"send-keys", name}); }

void Tmux::line(const std::string& text) const {
  type(text);
  key("Enter");
}

void Tmux::resize(unsigned columns, unsigned rows) const {
  tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(rows)});
}

std::string Tmux::text() const { return tmux({"capture-pane", "-p"}); }

std::string Tmux::styled() const { return tmux({"capture-pane", "-p", "-e"}); }

std::vector<std::string> Tmux::screen() const {
  std::vector<std::string> lines;
  std::istringstream in(text());
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string Tmux::about(const std::string& format) const {
  std::string out = tmux({"display-message", "-p", format});
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::string Tmux::until(const std::function<bool(const std::string&)>& enough) const {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    std::string seen = text();
    if (enough(seen)) return seen;
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it did not come. The screen:\n" + seen);
    pollfd entry{drawn_, POLLIN, 0};
    ::poll(&entry, 1, kLook);
    std::array<char, 65536> bytes{};
    while (::read(drawn_, bytes.data(), bytes.size()) > 0) {
    }
  }
}

std::string Tmux::until(const std::string& part) const {
  try {
    return until([&](const std::string& seen) { return seen.find(part) != std::string::npos; });
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("'" + part + "': " + error.what());
  }
}

std::string Tmux::until_gone(const std::string& part) const {
  return until([&](const std::string& seen) { return seen.find(part) == std::string::npos; });
}

}  // namespace streamguard::screen
