#include "os/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <optional>

#include "os/paths.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {
namespace {

constexpr int kScreen = STDOUT_FILENO;
constexpr int kKeys = STDIN_FILENO;
constexpr int kWriteMost = 2'000;  ///< ms that a terminal may take for what it is given
constexpr std::chrono::milliseconds kBackgroundLook{500};

// What the guardian is told, a byte each.
constexpr char kEntered = 'i', kLeft = 'o', kOver = 'x';

std::atomic<int> signal_pipe{-1};

void on_signal(int number) {
  const int before = errno;
  const char byte = number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : 'C';
  [[maybe_unused]] const ssize_t written = ::write(signal_pipe.load(), &byte, 1);
  errno = before;
}

/// While it lives, this thread may touch the terminal from the background without being stopped for it.
class Undisturbed {
 public:
  Undisturbed() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    sigaddset(&set, SIGTTIN);
    ::pthread_sigmask(SIG_BLOCK, &set, &before_);
  }
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;
  ~Undisturbed() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

bool in_foreground() { return ::tcgetpgrp(kScreen) == ::getpgrp(); }

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno != EAGAIN) return false;
    pollfd entry{fd, POLLOUT, 0};
    if (::poll(&entry, 1, kWriteMost) <= 0) return false;
  }
  return true;
}

/// The other process. After a fork in a process of many threads: system calls only.
[[noreturn]] void guard(int words, const termios& modes, const char* leave, std::size_t leave_size) {
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::prctl(PR_SET_NAME, "sg-terminal");
  // Nothing of ours may live on in it: no lock, no socket.
  const int high_words = ::fcntl(words, F_DUPFD, 16);
  ::dup2(kScreen, 1);
  ::dup2(high_words, 0);
  ::syscall(SYS_close_range, 2, ~0U, 0);
  bool entered = false;
  for (;;) {
    char word = 0;
    const ssize_t got = ::read(0, &word, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got == 1 && word == kOver) ::_exit(0);
    if (got == 1) {
      entered = word == kEntered;
      continue;
    }
    if (entered) {
      [[maybe_unused]] const ssize_t written = ::write(1, leave, leave_size);
      ::tcsetattr(1, TCSADRAIN, &modes);
    }
    ::_exit(0);
  }
}

class PosixTerminal final : public Terminal {
 public:
  PosixTerminal(Words words, const termios& modes, bool keys) : words_(std::move(words)), modes_(modes), keys_(keys) {}

  bool start() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return false;
    read_end_ = UniqueFd(ends[0]);
    write_end_ = UniqueFd(ends[1]);
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    guardian_ = UniqueFd(ends[0]);
    const UniqueFd theirs(ends[1]);
    guardian_id_ = ::fork();
    if (guardian_id_ == 0) guard(theirs.get(), modes_, words_.leave.data(), words_.leave.size());
    signal_pipe.store(write_end_.get());
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    ::sigaction(SIGWINCH, &action, &before_[0]);
    ::sigaction(SIGTSTP, &action, &before_[1]);
    ::sigaction(SIGCONT, &action, &before_[2]);
    return true;
  }

  void begin() override {
    begun_ = true;
    enter();
  }

  ~PosixTerminal() override {
    if (!guardian_) return;
    leave();
    ::sigaction(SIGWINCH, &before_[0], nullptr);
    ::sigaction(SIGTSTP, &before_[1], nullptr);
    ::sigaction(SIGCONT, &before_[2], nullptr);
    signal_pipe.store(-1);
    tell(kOver);
    guardian_ = {};
    if (guardian_id_ > 0) {
      while (::waitpid(guardian_id_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }

  TerminalSize size() const override {
    winsize now{};
    if (::ioctl(kScreen, TIOCGWINSZ, &now) != 0 || now.ws_col == 0 || now.ws_row == 0) return {};
    return {now.ws_col, now.ws_row};
  }

  bool has_keys() const override { return keys_; }

  bool write(std::string_view bytes) override {
    if (!ours_) return true;
    const Undisturbed undisturbed;
    return write_all(kScreen, bytes);
  }

  Input wait(std::chrono::milliseconds most) override {
    Input input;
    if (begun_ && !ours_) {
      most = std::max(most, kBackgroundLook);
      if (in_foreground()) input.redraw = enter();
    }
    std::array<pollfd, 2> entries{{{read_end_.get(), POLLIN, 0}, {kKeys, POLLIN, 0}}};
    const nfds_t count = keys_ && ours_ ? 2 : 1;
    if (::poll(entries.data(), count, static_cast<int>(most.count())) <= 0) return input;
    if (entries[0].revents != 0) obey_signals(input);
    if (count == 2 && entries[1].revents != 0) read_keys(input);
    return input;
  }

  void wake() override { [[maybe_unused]] const ssize_t written = ::write(write_end_.get(), "!", 1); }

 private:
  void tell(char word) const { [[maybe_unused]] const ssize_t sent = ::send(guardian_.get(), &word, 1, MSG_NOSIGNAL); }

  bool enter() {
    const Undisturbed undisturbed;
    if (!begun_ || !in_foreground()) return false;
    tell(kEntered);
    termios raw = modes_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHONL);
    raw.c_iflag &= ~static_cast<tcflag_t>(IXON);  // Ctrl-S would hold the run's screen, and so its end
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(kScreen, TCSADRAIN, &raw);
    ours_ = true;
    return write_all(kScreen, words_.enter);
  }

  void leave() {
    if (!ours_) return;
    const Undisturbed undisturbed;
    if (in_foreground()) {
      write_all(kScreen, words_.leave);
      // What was typed and not read belongs to nobody: it was meant for this screen.
      ::tcsetattr(kScreen, TCSAFLUSH, &modes_);
    }
    ours_ = false;
    tell(kLeft);
  }

  void obey_signals(Input& input) {
    std::array<char, 64> bytes{};
    const ssize_t got = ::read(read_end_.get(), bytes.data(), bytes.size());
    bool stop = false;
    for (ssize_t i = 0; i < got; ++i) {
      const char byte = bytes[static_cast<std::size_t>(i)];
      stop = stop || byte == 'Z';
      if (byte == 'W') input.redraw = true;
      // Whoever stopped us may have used the terminal meanwhile, and may still.
      if (byte == 'C') {
        ours_ = false;
        input.redraw = enter() || input.redraw;
      }
    }
    if (stop) suspend();
    input.redraw = input.redraw || stop;
  }

  /// By the default action and not by SIGSTOP: the kernel refuses it where no shell is left that could continue us.
  void suspend() {
    leave();
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    struct sigaction ours {};
    ::sigaction(SIGTSTP, &by_default, &ours);
    ::raise(SIGTSTP);
    ::sigaction(SIGTSTP, &ours, nullptr);
    enter();
  }

  void read_keys(Input& input) {
    const Undisturbed undisturbed;
    std::array<char, 512> bytes{};
    const ssize_t got = in_foreground() ? ::read(kKeys, bytes.data(), bytes.size()) : -2;
    if (got > 0) input.bytes.assign(bytes.data(), static_cast<std::size_t>(got));
    if (got == -2) {
      ours_ = false;
    } else if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
      keys_ = false;
    }
  }

  const Words words_;
  const termios modes_;
  bool keys_;
  bool begun_ = false, ours_ = false;
  UniqueFd read_end_, write_end_, guardian_;
  pid_t guardian_id_ = -1;
  std::array<struct sigaction, 3> before_{};
};

}  // namespace

std::unique_ptr<Terminal> Terminal::open(Words words) {
  const std::string kind = environment("TERM").value_or("");
  termios modes{};
  if (kind.empty() || kind == "dumb" || ::isatty(kScreen) == 0 || ::tcgetattr(kScreen, &modes) != 0) return nullptr;
  if (!in_foreground()) return nullptr;
  auto terminal = std::make_unique<PosixTerminal>(std::move(words), modes, ::isatty(kKeys) != 0);
  if (!terminal->start()) return nullptr;
  return terminal;
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name).value_or("");
    if (value.empty()) continue;
    for (char& c : value) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return true;
}

}  // namespace streamguard::os
