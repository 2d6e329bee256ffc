#include "os/signals.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace streamguard::os {
namespace {

/// What was seen, in order; wait_for() returns once so many came.
class Seen {
 public:
  void add(int number, std::thread::id thread) {
    const std::lock_guard lock(mutex_);
    numbers_.push_back(number);
    threads_.push_back(thread);
    changed_.notify_all();
  }
  std::vector<int> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return numbers_.size() >= count; });
    return numbers_;
  }
  std::thread::id thread() const { return threads_.front(); }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<int> numbers_;
  std::vector<std::thread::id> threads_;
};

TEST(StopSignals, CountsEachRequestOnAThreadOfItsOwn) {
  Seen seen;
  {
    const auto watch = StopSignals::watch([&](int number) { seen.add(number, std::this_thread::get_id()); });
    ::kill(::getpid(), SIGINT);
    seen.wait_for(1);
    ::kill(::getpid(), SIGTERM);
    seen.wait_for(2);
    ::kill(::getpid(), SIGHUP);
    EXPECT_EQ(seen.wait_for(3), (std::vector<int>{1, 2, 3}));
  }
  EXPECT_NE(seen.thread(), std::this_thread::get_id());
}

TEST(StopSignals, IgnoresBrokenPipes) {
  const auto watch = StopSignals::watch([](int) {});
  ::raise(SIGPIPE);
  SUCCEED();
}

TEST(StopSignals, LeavesAnIgnoredHangupIgnored) {
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGHUP, &ignore, &before);
  Seen seen;
  {
    const auto watch = StopSignals::watch([&](int number) { seen.add(number, std::this_thread::get_id()); });
    ::kill(::getpid(), SIGHUP);
    ::kill(::getpid(), SIGINT);
    EXPECT_EQ(seen.wait_for(1), (std::vector<int>{1}));
  }
  ::sigaction(SIGHUP, &before, nullptr);
  EXPECT_EQ(seen.wait_for(1).size(), 1U);
}

TEST(StopSignals, PutsTheMaskBack) {
  sigset_t before, after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  StopSignals::watch([](int) {}).reset();
  ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
}

}  // namespace
}  // namespace streamguard::os
