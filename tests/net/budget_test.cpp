#include "net/budget.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace streamguard::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

SteadyTime at(std::int64_t ms) { return SteadyTime(milliseconds(1'000'000 + ms)); }

TEST(Budget, StartsAtMostNInAWindowAndItsMargin) {
  Budget budget(RateLimit{2, milliseconds(10'000)}, 8);
  EXPECT_TRUE(budget.try_start(at(0)));
  EXPECT_TRUE(budget.try_start(at(4'000)));
  EXPECT_FALSE(budget.try_start(at(5'000)));
  EXPECT_EQ(budget.ready_at(at(5'000)), at(10'100));  // a hundredth of 10 s
  EXPECT_FALSE(budget.try_start(at(10'099)));
  EXPECT_TRUE(budget.try_start(at(10'100)));
  EXPECT_EQ(budget.ready_at(at(10'100)), at(14'100));
}

TEST(Budget, EndingARequestFreesItsPlaceButNotItsStart) {
  Budget budget(RateLimit{2, milliseconds(1'000)}, 1);
  EXPECT_TRUE(budget.try_start(at(0)));
  EXPECT_TRUE(budget.full());
  EXPECT_FALSE(budget.try_start(at(1)));
  budget.finish();
  EXPECT_TRUE(budget.try_start(at(2)));
  budget.finish();
  EXPECT_FALSE(budget.try_start(at(3)));
}

TEST(Budget, WithoutALimitOnlyConcurrencyHolds) {
  Budget budget(std::nullopt, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.try_start(at(0)));
  EXPECT_FALSE(budget.try_start(at(0)));
}

TEST(Budget, PausesForEverybody) {
  Budget budget(std::nullopt, 3);
  budget.pause_until(at(500));
  budget.pause_until(at(100));  // the longer pause stays
  EXPECT_FALSE(budget.try_start(at(499)));
  EXPECT_TRUE(budget.try_start(at(500)));
}

TEST(Budget, CountsTheStartsOfOthers) {
  Budget budget(RateLimit{2, milliseconds(1'000)}, 8);
  budget.note_start(at(900));
  budget.note_start(at(500));
  EXPECT_EQ(budget.ready_at(at(1'000)), at(1'550));
}

TEST(Budget, SecretReplacesTheLimit) {
  Upstream upstream;
  upstream.limit = RateLimit{5, seconds(30)};
  upstream.auth = Auth{"key", "apiKey", "", RateLimit{50, seconds(30)}};
  EXPECT_EQ(effective_limit(upstream, false)->requests, 5U);
  EXPECT_EQ(effective_limit(upstream, true)->requests, 50U);
  upstream.auth->limit.reset();
  EXPECT_EQ(effective_limit(upstream, true)->requests, 5U);
}

/// Random askers with random pauses: no window of `per` holds more than N starts, and no time is lost when asked
/// eagerly.
TEST(Budget, NoWindowEverHoldsMoreThanN) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const RateLimit limit{static_cast<std::uint32_t>(1 + random() % 12), milliseconds(100 + random() % 60'000)};
    Budget budget(limit, 1000);
    std::vector<SteadyTime> starts;
    SteadyTime now = at(0);
    for (int i = 0; i < 200; ++i) {
      if (random() % 3 == 0) now += milliseconds(random() % static_cast<std::uint64_t>(limit.per.count()));
      if (random() % 2 == 0) now = budget.ready_at(now);
      const SteadyTime ready = budget.ready_at(now);
      ASSERT_EQ(budget.try_start(now), ready == now);
      if (ready == now) starts.push_back(now);
    }
    for (std::size_t i = 0; i + limit.requests < starts.size(); ++i) {
      ASSERT_GT(starts[i + limit.requests] - starts[i], limit.per) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace streamguard::net
