// What a run leaves for other terminals to read: its last state is the last, whatever is said after it.
#include "cli/keeping.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "store/layout.hpp"

namespace streamguard::cli {
namespace {

class StillClock final : public os::Clock {
 public:
  os::SteadyTime now() const override { return os::SteadyTime(passed); }
  os::WallTime wall() const override { return os::WallTime(passed); }
  std::chrono::seconds passed{1'000'000};
};

class NoBroker final : public net::Broker {
 public:
  Id fetch(net::Request, std::shared_ptr<net::Sink>) override { return 0; }
  void acknowledge(Id, std::uint64_t) override {}
  void cancel(Id) override {}
  net::Traffic traffic(const std::string&) const override { return {}; }
  void on_event(std::function<void(Event)>) override {}
};

TEST(Keeping, TheEndOfARunStaysItsEndWhileReportsAreWritten) {
  const scenario::Folder folder;
  std::filesystem::create_directories(store::layout::hidden(folder.path()));
  Plan plan;
  plan.output = folder.path();
  StillClock clock;
  const NoBroker broker;
  Keeping keeping(plan, broker, clock, os::real_disk());
  ASSERT_TRUE(keeping.begin());
  supervisor::RunResult result;
  result.started = clock.wall();
  result.ended = clock.wall() + std::chrono::seconds(5);
  result.seconds = 5;
  ASSERT_TRUE(keeping.end(result));
  clock.passed += std::chrono::minutes(2);
  Event event;
  event.kind = Event::Kind::report_written;
  event.at = clock.wall();
  keeping.on(event);
  const auto state = nlohmann::json::parse(scenario::text_of(store::layout::state_file(folder.path())));
  EXPECT_EQ(state.at("over"), true);
  EXPECT_EQ(state.at("facts").at("total_duration"), 5);
  EXPECT_EQ(state.at("facts").at("end_time"), os::rfc3339(result.ended));
}

}  // namespace
}  // namespace streamguard::cli
