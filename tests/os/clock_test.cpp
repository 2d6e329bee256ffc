#include "os/clock.hpp"

#include <gtest/gtest.h>

namespace streamguard::os {
namespace {

WallTime at(std::chrono::milliseconds since_epoch) { return WallTime{} + since_epoch; }

TEST(Clock, WritesTimesAsRfc3339) {
  using std::chrono::milliseconds;
  EXPECT_EQ(rfc3339(at(milliseconds{0})), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(at(milliseconds{1'769'862'896'789})), "2026-01-31T12:34:56.789Z");
  EXPECT_EQ(rfc3339(at(milliseconds{-1})), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, WritesTimesForFileNames) {
  EXPECT_EQ(compact_time(at(std::chrono::milliseconds{1'769'862'896'789})), "20260131_123456");
}

TEST(Clock, GoesOn) {
  const auto first = real_clock().now();
  EXPECT_LE(first, real_clock().now());
  EXPECT_GT(real_clock().wall(), at(std::chrono::milliseconds{1'700'000'000'000}));
}

}  // namespace
}  // namespace streamguard::os
