#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cve/feed.hpp"
#include "mirror.hpp"

namespace streamguard::cve {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Meta, ReadsSizeAndSum) {
  const std::string sum(64, 'A');
  const auto meta =
      parse_meta("lastModifiedDate:2024-06-01T00:00:00-04:00\r\nsize:123\r\ngzSize:9\r\nsha256:" + sum + "\r\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->size, 123u);
  EXPECT_EQ(meta->sha256, std::string(64, 'a'));
  EXPECT_EQ(meta->modified, parse_time("2024-06-01T04:00:00Z"));
  EXPECT_FALSE(parse_meta("<html>no</html>"));
  EXPECT_FALSE(parse_meta("size:1\nsha256:short\n"));
}

class Feeds : public NvdMirror {
 protected:
  Feeds() { use("\"years\":[2024,2023]"); }
  void use(const std::string& config) { options_.config_json = "{\"source\":\"feed\"," + config + "}"; }
};

TEST_F(Feeds, GoFromTheNewestToTheOldest) {
  put_feed(2024, {cve_json("CVE-2024-0001", "2024-02-01"), cve_json("CVE-2024-0002", "2024-03-01"),
                  cve_json("CVE-2024-0003", "2024-03-01")});
  put_feed(2023, {cve_json("CVE-2023-0001", "2024-04-01")});
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{"CVE-2024-0003", "CVE-2024-0002", "CVE-2024-0001", "CVE-2023-0001"}));
  EXPECT_THAT(got.units, Contains("nvdcve-2.0-2024"));
  EXPECT_THAT(got.units, Contains("CVE-2024-0003"));
  EXPECT_EQ(got.requests.size(), 4u);
}

TEST_F(Feeds, ResumeAtEveryCheckpointWithTheSameBytes) {
  put_feed(2024, many(1700));
  put_feed(2023, {cve_json("CVE-2023-0001", "2023-04-01")});
  const auto whole = run();
  ASSERT_EQ(whole.records.size(), 1701u);
  ASSERT_GE(whole.commits.size(), 6u);
  EXPECT_THAT(testing::resume_faults(sg_plugin_entry, options_), ::testing::IsEmpty());
}

TEST_F(Feeds, AMissingYearIsPassed) {
  put_feed(2023, many(2));
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 2u);
}

TEST_F(Feeds, FailWhereAllAreMissing) {
  const auto got = run();
  EXPECT_EQ(got.rc, SG_E_UNAVAILABLE);
  EXPECT_THAT(got.error, HasSubstr("none of the feeds"));
}

TEST_F(Feeds, AreReadWithoutAMetaButNotSilently) {
  put_feed(2024, many(3));
  std::filesystem::remove(folder_ / "feeds/json/cve/2.0/nvdcve-2.0-2024.meta");
  const auto got = run();
  EXPECT_EQ(got.records.size(), 3u);
  EXPECT_TRUE(logged(got, "nvdcve-2.0-2024: there is no .meta to check it against"));
}

TEST_F(Feeds, AMetaThatIsNoneIsAskedForAgain) {
  put_feed(2024, many(3));
  put("feeds/json/cve/2.0/nvdcve-2.0-2024.meta", "<html>busy</html>");
  const auto got = run();
  EXPECT_EQ(got.records.size(), 3u);
  const std::string asked = "GET nvd_feeds/feeds/json/cve/2.0/nvdcve-2.0-2024.meta";
  EXPECT_EQ(std::count(got.requests.begin(), got.requests.end(), asked), 2);
  EXPECT_TRUE(logged(got, "it tells no SHA-256"));
}

TEST_F(Feeds, WhatDoesNotFitItsMetaIsNotTaken) {
  put_feed(2024, many(3));
  const std::string json = document(many(3), 0, 3);
  put_meta(2024, json, std::string(64, '0'));
  const auto wrong_sum = run();
  EXPECT_EQ(wrong_sum.rc, SG_E_TRANSIENT);
  EXPECT_THAT(wrong_sum.error, HasSubstr("SHA-256"));
  EXPECT_TRUE(wrong_sum.records.empty());
  put_meta(2024, json + " ", hex_sha256(json));
  EXPECT_THAT(run().error, HasSubstr("its .meta tells"));
}

TEST_F(Feeds, DamagedGzipIsNotTaken) {
  put_feed(2024, many(200));
  const auto path = folder_ / "feeds/json/cve/2.0/nvdcve-2.0-2024.json.gz";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 9);
  EXPECT_EQ(run().rc, SG_E_TRANSIENT);
  put("feeds/json/cve/2.0/nvdcve-2.0-2024.json.gz", "\x1f\x8b");
  EXPECT_THAT(run().error, HasSubstr("cut short"));
}

TEST_F(Feeds, PlainJsonIsTakenToo) {
  put_feed(2024, many(3));
  put("feeds/json/cve/2.0/nvdcve-2.0-2024.json.gz", document(many(3), 0, 3));
  EXPECT_EQ(run().records.size(), 3u);
}

TEST_F(Feeds, WhatTheMetaVouchesForLosesOnlyItsBrokenEntries) {
  auto entries = many(10);
  entries[3] = "{\"cve\":{\"id\":}}";
  entries[4] = "{\"cve\":{\"id\":\"GHSA\"}}";
  put_feed(2024, entries);
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 8u);
  EXPECT_TRUE(logged(got, "entry 4 of 10 is passed"));
  EXPECT_TRUE(logged(got, "2 broken"));
}

TEST_F(Feeds, UnchangedOnesAreNotFetchedForModifiedSince) {
  put_feed(2024, many(3));
  use("\"years\":[2024],\"modified_since\":\"2024-07-01\"");
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(got.requests, Not(Contains("GET nvd_feeds/feeds/json/cve/2.0/nvdcve-2.0-2024.json.gz")));
}

TEST_F(Feeds, ShardsShareTheYears) {
  for (int year = 2019; year <= 2024; ++year) {
    put_feed(year, {cve_json("CVE-" + std::to_string(year) + "-0001", std::to_string(year) + "-02-01")});
  }
  use("\"years\":[2019,2020,2021,2022,2023,2024]");
  const auto alone = run();
  std::multiset<std::string> together;
  options_.shard_count = 4;
  for (options_.shard_index = 0; options_.shard_index < 4; ++options_.shard_index) {
    const auto shard = run();
    EXPECT_EQ(shard.rc, SG_OK) << shard.error;
    EXPECT_FALSE(shard.records.empty());
    together.insert(shard.records.begin(), shard.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(Feeds, AShardWithoutAFeedIsNoFailureWhileOthersHaveTheirs) {
  put_feed(2024, many(1));
  options_.shard_count = 2;
  options_.shard_index = 1;
  EXPECT_EQ(run().rc, SG_OK);
}

TEST_F(Feeds, RejectedAndDisputedGoAsConfigured) {
  const std::string disputed =
      cve_json("CVE-2024-0002", "2024-01-02", R"(,"cveTags":[{"sourceIdentifier":"s","tags":["disputed"]}])");
  std::string rejected = cve_json("CVE-2024-0003", "2024-01-03");
  rejected.replace(rejected.find("Analyzed"), 8, "Rejected");
  put_feed(2024, {cve_json("CVE-2024-0001", "2024-01-01"), disputed, rejected});
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids(run()), (Ids{"CVE-2024-0002", "CVE-2024-0001"}));
  use("\"years\":[2024],\"include\":[]");
  EXPECT_EQ(ids(run()), (Ids{"CVE-2024-0001"}));
  use("\"years\":[2024],\"include\":[\"rejected\",\"disputed\"]");
  const auto all = run();
  EXPECT_EQ(ids(all), (Ids{"CVE-2024-0003", "CVE-2024-0002", "CVE-2024-0001"}));
  use("\"years\":[2024]");
  EXPECT_TRUE(logged(run(), "1 rejected"));
}

TEST_F(Feeds, GoPastUnitsThatTheHostNames) {
  put_feed(2024, many(3));
  put_feed(2023, {cve_json("CVE-2023-0001", "2023-02-01")});
  options_.skip_json = "[\"nvdcve-2.0-2023\",\"CVE-2024-00002\"]";
  EXPECT_EQ(ids(run()), (std::vector<std::string>{"CVE-2024-00003", "CVE-2024-00001"}));
}

}  // namespace
}  // namespace streamguard::cve
