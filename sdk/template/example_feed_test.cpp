#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "sha256.hpp"

namespace {

using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using streamguard::testing::resume_faults;

CollectOptions feed(const std::string& folder = "feed") {
  CollectOptions options;
  options.upstreams["example_feed"] = std::string(TESTDATA) + "/" + folder;
  return options;
}

TEST(ExampleFeed, TakesEveryAdvisoryThatIsNotWithdrawn) {
  const Collected got = collect(sg_plugin_entry, feed());
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.records.size(), 4U);
  const auto first = nlohmann::json::parse(got.records[0]);
  EXPECT_EQ(first["title"], "Example parser reads past its buffer");
  EXPECT_EQ(first["weakness"]["cwe"][0], "CWE-125");
  EXPECT_EQ(got.token, "2024-03.json");
}

TEST(ExampleFeed, TakesWithdrawnOnesWhenAsked) {
  CollectOptions options = feed();
  options.config_json = R"({"include_withdrawn": true})";
  EXPECT_EQ(collect(sg_plugin_entry, options).records.size(), 5U);
}

TEST(ExampleFeed, ResumesAfterEachCheckpointWithoutLossOrRepetition) {
  EXPECT_EQ(resume_faults(sg_plugin_entry, feed()), std::vector<std::string>());
}

TEST(ExampleFeed, ShardsDivideTheSource) {
  std::size_t records = 0;
  for (std::uint32_t shard = 0; shard < 2; ++shard) {
    CollectOptions options = feed();
    options.shard_index = shard;
    options.shard_count = 2;
    records += collect(sg_plugin_entry, options).records.size();
  }
  EXPECT_EQ(records, collect(sg_plugin_entry, feed()).records.size());
}

TEST(ExampleFeed, StopsAtItsTarget) {
  CollectOptions options = feed();
  options.target = 2;
  const Collected got = collect(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 2U);
}

TEST(ExampleFeed, BlamesABadPageAndGoesPastItWhenTold) {
  CollectOptions options = feed("broken");
  Collected got = collect(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_NE(got.error.find("/2024-01.json"), std::string::npos) << got.error;
  ASSERT_EQ(got.units.back(), "2024-01.json");

  options.skip_json = R"(["2024-01.json"])";
  got = collect(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 1U);
}

TEST(Sha256, MatchesThePublishedVectors) {
  EXPECT_EQ(example::sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(example::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(example::sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
