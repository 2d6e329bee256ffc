#include "net/start_log.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "net/body.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace {
namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Claim = StartLog::Claim;

struct HandClock final : os::Clock {
  os::SteadyTime now() const override { return steady; }
  os::WallTime wall() const override { return today; }
  void move(milliseconds by) { steady += by, today += by; }
  os::SteadyTime steady{seconds(1000)};
  os::WallTime today{seconds(1769860800)};
};

/// As real clocks are: no two readings are equal.
struct RunningClock final : os::Clock {
  os::SteadyTime now() const override { return os::SteadyTime(seconds(1000)) + std::chrono::nanoseconds(++readings); }
  os::WallTime wall() const override { return os::WallTime(seconds(1769860800)); }
  mutable int readings = 0;
};

class StartLogs : public ::testing::Test {
 protected:
  StartLogs()
      : folder_(fs::temp_directory_path() / ("streamguard-starts-" + unique_name())), file_(folder_ / "x.starts") {
    fs::create_directories(folder_);
  }
  ~StartLogs() override { fs::remove_all(folder_); }
  static Budget nvd() { return Budget(RateLimit{2, seconds(10)}, 100); }

  fs::path folder_, file_;
  HandClock clock_;
};

TEST_F(StartLogs, AClockThatGoesOnBetweenTwoReadingsHoldsNobodyUp) {
  const RunningClock clock;
  StartLog log(file_, clock);
  Budget budget = nvd();
  EXPECT_EQ(*log.claim(budget), Claim::started);
  EXPECT_EQ(*log.claim(budget), Claim::started);
  EXPECT_EQ(*log.claim(budget), Claim::not_yet);
}

TEST_F(StartLogs, ARestartedHostKnowsTheWindow) {
  {
    StartLog log(file_, clock_);
    Budget budget = nvd();
    EXPECT_EQ(*log.claim(budget), Claim::started);
    clock_.move(seconds(4));
    EXPECT_EQ(*log.claim(budget), Claim::started);
  }
  clock_.move(seconds(1));
  clock_.steady = os::SteadyTime(seconds(77));  // another boot's monotonic clock
  StartLog log(file_, clock_);
  Budget budget = nvd();
  EXPECT_EQ(*log.claim(budget), Claim::not_yet);
  EXPECT_EQ(budget.ready_at(clock_.now()), clock_.now() + milliseconds(5'100));
  clock_.move(milliseconds(5'100));
  EXPECT_EQ(*log.claim(budget), Claim::started);
}

TEST_F(StartLogs, TwoHostsShareOneWindow) {
  StartLog one(file_, clock_), two(file_, clock_);
  Budget first = nvd(), second = nvd();
  EXPECT_EQ(*one.claim(first), Claim::started);
  EXPECT_EQ(*two.claim(second), Claim::started);
  EXPECT_EQ(*one.claim(first), Claim::not_yet);
  EXPECT_EQ(*two.claim(second), Claim::not_yet);
}

TEST_F(StartLogs, SaysWhenTheLockIsHeld) {
  fs::path lock_file = file_;
  lock_file += ".lock";
  auto lock = os::Lock::take(lock_file);
  ASSERT_TRUE(lock.ok());
  StartLog log(file_, clock_);
  Budget budget = nvd();
  EXPECT_EQ(*log.claim(budget), Claim::busy);
  EXPECT_EQ(budget.in_flight(), 0U);
}

TEST_F(StartLogs, StaysSmallAndSharedOverManyStarts) {
  StartLog one(file_, clock_), two(file_, clock_);
  Budget first = nvd(), second = nvd();
  int started = 0;
  std::vector<os::SteadyTime> starts;
  for (int i = 0; i < 4000; ++i) {
    StartLog& log = i % 3 == 0 ? one : two;
    Budget& budget = i % 3 == 0 ? first : second;
    if (*log.claim(budget) == Claim::started) {
      starts.push_back(clock_.now());
      ++started;
      budget.finish();
    }
    clock_.move(milliseconds(1'300));
  }
  EXPECT_GT(started, 600);
  for (std::size_t i = 2; i < starts.size(); ++i) ASSERT_GT(starts[i] - starts[i - 2], seconds(10));
  EXPECT_LT(fs::file_size(file_), 4096U);
}

TEST_F(StartLogs, DamageOnlySlowsDown) {
  {
    StartLog log(file_, clock_);
    Budget budget = nvd();
    EXPECT_EQ(*log.claim(budget), Claim::started);
  }
  std::ofstream(file_, std::ios::app | std::ios::binary) << std::string(8, '\xff') << "torn";
  StartLog log(file_, clock_);
  Budget budget = nvd();
  EXPECT_EQ(*log.claim(budget), Claim::not_yet);  // the start from the future counts as now
  clock_.move(milliseconds(10'100));
  EXPECT_EQ(*log.claim(budget), Claim::started);
  EXPECT_EQ(fs::file_size(file_) % 8, 0U);
}

TEST_F(StartLogs, AFileThatCannotBeWrittenIsAnError) {
  StartLog log(folder_ / "missing" / "x", clock_);
  Budget budget = nvd();
  EXPECT_FALSE(log.claim(budget).ok());
  EXPECT_EQ(budget.in_flight(), 0U);
}

}  // namespace
}  // namespace streamguard::net
