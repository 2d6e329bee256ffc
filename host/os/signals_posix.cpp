#include "os/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <thread>

#include "os/unique_fd.hpp"

namespace streamguard::os {

namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // Under nohup SIGHUP comes in ignored and must stay so: that is what the user asked for.
  struct sigaction now {};
  if (::sigaction(SIGHUP, nullptr, &now) != 0 || now.sa_handler != SIG_IGN) sigaddset(&set, SIGHUP);
  return set;
}

class SignalWatch final : public StopSignals {
 public:
  explicit SignalWatch(std::function<void(int)> on_stop) : on_stop_(std::move(on_stop)) {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, nullptr);
    const sigset_t set = stop_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, &mask_before_);
    signals_ = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    leave_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    assert(signals_ && leave_);  // only a process without free descriptors fails here, right at its start
    thread_ = std::thread([this] { loop(); });
  }

  ~SignalWatch() override {
    const std::uint64_t one = 1;
    // An eventfd at 0 always takes a 1.
    [[maybe_unused]] const ssize_t written = ::write(leave_.get(), &one, sizeof one);
    thread_.join();
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }

 private:
  void loop() {
    int count = 0;
    for (;;) {
      std::array<pollfd, 2> entries{{{signals_.get(), POLLIN, 0}, {leave_.get(), POLLIN, 0}}};
      if (::poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) return;
      if (entries[1].revents != 0) return;
      signalfd_siginfo info{};
      while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) on_stop_(++count);
    }
  }

  std::function<void(int)> on_stop_;
  sigset_t mask_before_{};
  UniqueFd signals_, leave_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<StopSignals> StopSignals::watch(std::function<void(int)> on_stop) {
  return std::make_unique<SignalWatch>(std::move(on_stop));
}

}  // namespace streamguard::os
