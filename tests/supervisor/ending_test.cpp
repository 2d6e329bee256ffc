#include "supervisor/ending.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace streamguard::supervisor {
namespace {

using lifecycle::Event;

constexpr int kCauses = 16;
static_assert(static_cast<int>(Cause::store) == kCauses - 1, "a new cause needs its place below");

TEST(Ending, EveryCauseHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (int i = 0; i < kCauses; ++i) words.insert(name_of(static_cast<Cause>(i)));
  EXPECT_EQ(words.size(), static_cast<std::size_t>(kCauses));
  EXPECT_EQ(words.count("unknown"), 0U);
}

TEST(Ending, OnlyWhatMayPassIsTriedAgain) {
  const std::set<Cause> good{Cause::exhausted, Cause::target};
  const std::set<Cause> again{Cause::data, Cause::transient, Cause::rate_limited, Cause::crash, Cause::hang};
  for (int i = 0; i < kCauses; ++i) {
    const auto cause = static_cast<Cause>(i);
    const Event wanted = good.count(cause) > 0     ? Event::gone_ok
                         : again.count(cause) > 0  ? Event::gone_retry
                         : cause == Cause::stopped ? Event::gone_stopped
                                                   : Event::gone_never;
    EXPECT_EQ(event_of(cause), wanted) << name_of(cause);
  }
}

}  // namespace
}  // namespace streamguard::supervisor
