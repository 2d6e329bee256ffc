#include "permutation.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace streamguard::synthetic {
namespace {

TEST(Permutation, ReachesEveryNumberOnce) {
  for (const std::uint64_t size : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 100u, 255u, 256u, 257u, 4097u}) {
    for (const std::uint64_t key : {0u, 1u, 42u}) {
      const Permutation order(size, key);
      std::vector<bool> seen(size);
      for (std::uint64_t i = 0; i < size; ++i) {
        const std::uint64_t to = order(i);
        ASSERT_LT(to, size);
        EXPECT_FALSE(seen[to]) << size << " " << key;
        seen[to] = true;
      }
    }
  }
}

TEST(Permutation, DependsOnTheKey) {
  const Permutation one(1u << 20, 1), two(1u << 20, 2);
  int equal = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) equal += one(i) == two(i) ? 1 : 0;
  EXPECT_LT(equal, 10);
}

}  // namespace
}  // namespace streamguard::synthetic
