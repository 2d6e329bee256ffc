#include "core/plan.hpp"

#include <gtest/gtest.h>

namespace streamguard {
namespace {

TEST(ShardTarget, PartsAddUpToTheWholeAndDifferByOneAtMost) {
  for (const std::uint64_t target : {0ULL, 1ULL, 7ULL, 100ULL, 80'000ULL}) {
    for (std::uint32_t count = 1; count <= 9; ++count) {
      std::uint64_t sum = 0;
      for (std::uint32_t i = 0; i < count; ++i) {
        sum += shard_target(target, i, count);
        EXPECT_LE(shard_target(target, 0, count) - shard_target(target, i, count), 1u);
      }
      EXPECT_EQ(sum, target);
    }
  }
}

TEST(LeastTime, CountsTheWholeWindowsBeforeTheLastRequest) {
  const RateLimit limit{5, milliseconds(30'000)};
  EXPECT_EQ(least_time(limit, 0), milliseconds(0));
  EXPECT_EQ(least_time(limit, 5), milliseconds(0));
  EXPECT_EQ(least_time(limit, 6), milliseconds(30'000));
  EXPECT_EQ(least_time(limit, 191), milliseconds(38 * 30'000));
  EXPECT_EQ(least_time({}, 191), milliseconds(0));
}

TEST(LimitOf, CredentialsLimitHoldsOnceTheirSecretHasAValue) {
  Upstream upstream;
  upstream.limit = RateLimit{5, milliseconds(30'000)};
  upstream.auth = Auth{"key", "apiKey", "", RateLimit{50, milliseconds(30'000)}};
  EXPECT_EQ(limit_of(upstream, {})->requests, 5U);
  std::map<std::string, Secret> secrets;
  secrets.emplace("key", Secret("value"));
  EXPECT_EQ(limit_of(upstream, secrets)->requests, 50U);
}

}  // namespace
}  // namespace streamguard
