#include "supervisor/timeline.hpp"

#include <gtest/gtest.h>

namespace streamguard::supervisor {
namespace {

TEST(Timeline, KeepsFewPointsAsTheyCame) {
  Timeline line;
  line.add(0, 5);
  line.add(1, 5);
  line.add(2, 7);
  const auto points = line.points();
  ASSERT_EQ(points.size(), 2U) << "a commit without a sample is no point";
  EXPECT_EQ(points[0].samples, 5U);
  EXPECT_EQ(points[1].seconds, 2);
}

TEST(Timeline, IsBoundedAndHasItsFirstAndLastPointAlways) {
  Timeline line;
  for (int i = 0; i <= 1'000'000; ++i) {
    line.add(i * 0.01, static_cast<std::uint64_t>(i) * 3);
    if (i % 99'991 != 0) continue;
    const auto points = line.points();
    ASSERT_LE(points.size(), kTimelinePoints);
    EXPECT_EQ(points.front().seconds, 0);
    EXPECT_EQ(points.back().samples, static_cast<std::uint64_t>(i) * 3);
  }
  const auto points = line.points();
  EXPECT_GT(points.size(), kTimelinePoints / 3) << "thinned, not thrown away";
  for (std::size_t i = 1; i < points.size(); ++i) {
    EXPECT_GT(points[i].seconds, points[i - 1].seconds);
    EXPECT_GT(points[i].samples, points[i - 1].samples);
  }
}

TEST(Timeline, ABurstAtOneInstantStaysBounded) {
  Timeline line;
  for (std::uint64_t i = 0; i < 10'000; ++i) line.add(1.5, i);
  EXPECT_LE(line.points().size(), kTimelinePoints);
  EXPECT_EQ(line.points().back().samples, 9'999U);
}

TEST(Timeline, NothingIsNoPoint) { EXPECT_TRUE(Timeline().points().empty()); }

}  // namespace
}  // namespace streamguard::supervisor
