#include <gtest/gtest.h>

#include <streamguard/testing/in_process_host.hpp>

namespace streamguard::testing {
namespace {

TEST(PlainC, RunsToItsEnd) {
  const Collected got = collect(sg_plugin_entry);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.commits.size(), 4U);
  EXPECT_EQ(got.commits[0].token, "3");
  EXPECT_EQ(got.commits[0].records.size(), 3U);
  EXPECT_EQ(got.commits[3].token, "10");
  EXPECT_EQ(got.records.back(), "{\"n\":9}");
}

TEST(PlainC, ResumesFromItsToken) {
  CollectOptions options;
  options.token = "6";
  const Collected got = collect(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.records.size(), 4U);
  EXPECT_EQ(got.records[0], "{\"n\":6}");
}

TEST(PlainC, RefusesAForeignToken) {
  CollectOptions options;
  options.token = "page-3";
  const Collected got = collect(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_EQ(got.error, "the token is not ours: not a number");
  EXPECT_EQ(got.token, "page-3");
}

TEST(PlainC, StopsAtItsTarget) {
  CollectOptions options;
  options.target = 5;
  const Collected got = collect(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 5U);
}

}  // namespace
}  // namespace streamguard::testing
