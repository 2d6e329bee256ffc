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

}  // namespace
}  // namespace streamguard
