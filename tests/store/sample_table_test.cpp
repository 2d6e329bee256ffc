#include "store/sample_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

namespace streamguard::store {
namespace {

TEST(SampleTable, DoesWhatASetDoes) {
  SampleTable table;
  std::set<std::pair<std::uint64_t, std::uint64_t>> set;
  std::mt19937_64 draw(5);
  for (int i = 0; i < 60'000; ++i) {
    const SampleKey key{draw() % 200, draw() % 40};  // few enough to meet again; {0, 0} among them
    const std::pair<std::uint64_t, std::uint64_t> same(key.high, key.low);
    if (draw() % 3 == 0) {
      if (set.erase(same) != 0) table.erase(key);
    } else {
      ASSERT_EQ(table.insert(key), set.insert(same).second);
    }
    ASSERT_EQ(table.size(), set.size());
  }
  for (std::uint64_t high = 0; high < 200; ++high) {
    for (std::uint64_t low = 0; low < 40; ++low) ASSERT_EQ(table.contains({high, low}), set.contains({high, low}));
  }
}

}  // namespace
}  // namespace streamguard::store
