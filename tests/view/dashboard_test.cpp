// How often the dashboard draws, on a clock that the terminal moves by hand.
#include "view/dashboard.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <vector>

#include "events.hpp"

namespace streamguard::view {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRun{10'000};
constexpr milliseconds kFrame{100};

class HandClock final : public os::Clock {
 public:
  os::SteadyTime now() const override { return os::SteadyTime(milliseconds(passed_.load())); }
  os::WallTime wall() const override { return at(0) + milliseconds(passed_.load()); }
  void pass(milliseconds time) { passed_ += time.count(); }

 private:
  std::atomic<std::int64_t> passed_{0};
};

/// Each wait is over after a millisecond, in which something happened; when the run's time is over it waits for wake().
class RecordingTerminal final : public os::Terminal {
 public:
  RecordingTerminal(HandClock& clock, std::vector<os::SteadyTime>& writes) : clock_(clock), writes_(writes) {}

  void begin() override {}
  os::TerminalSize size() const override { return {100, 40}; }
  bool has_keys() const override { return true; }
  bool write(std::string_view bytes) override {
    EXPECT_TRUE(bytes.starts_with("\x1b[?2026h") && bytes.ends_with("\x1b[?2026l")) << "a picture is one write";
    writes_.push_back(clock_.now());
    return true;
  }
  Input wait(milliseconds most) override {
    begun_.wait();
    if (clock_.now() >= os::SteadyTime(kRun)) {
      over.set_value();
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return woken_; });
      return {};
    }
    clock_.pass(std::min(most, milliseconds(1)));
    happen();
    return {};
  }
  void wake() override {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_all();
  }

  std::function<void()> happen;  ///< what comes between two waits
  std::promise<void> start, over;

 private:
  HandClock& clock_;
  std::vector<os::SteadyTime>& writes_;
  std::shared_future<void> begun_ = start.get_future().share();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

TEST(Dashboard, DrawsAtMostTenPicturesASecond) {
  HandClock clock;
  std::vector<os::SteadyTime> writes;
  auto own = std::make_unique<RecordingTerminal>(clock, writes);
  RecordingTerminal& terminal = *own;
  Dashboard dashboard(plan_of({{"synthetic", 100'000}}), {}, {[] {}, [](bool) {}}, std::move(own), clock);
  dashboard.on(event_of(Event::Kind::collector_started, 0, "synthetic", Phase::running, 0, 100'000));
  std::uint64_t count = 0;
  terminal.happen = [&] {
    count += 7;
    dashboard.on(event_of(Event::Kind::progress, static_cast<double>(count) / 7000, "synthetic", Phase::running, count,
                          100'000));
  };
  auto over = terminal.over.get_future();
  terminal.start.set_value();
  over.wait();
  dashboard.close();

  for (std::size_t i = 1; i < writes.size(); ++i) {
    ASSERT_GE(writes[i] - writes[i - 1], kFrame) << "picture " << i;
  }
  EXPECT_GE(writes.size(), 90U) << "and nearly that many, where there is something to show";
}

}  // namespace
}  // namespace streamguard::view
