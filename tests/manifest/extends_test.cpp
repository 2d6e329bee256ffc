#include <gtest/gtest.h>

#include "core/file_url.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

TEST(Extends, MergesMapsDeepAndReplacesLists) {
  World world;
  world.write("base/a.yaml",
              "version: 1\nname: a\nseed: 1\ncollectors:\n  osv: {target: 5, config: {ecosystems: [a, b], x: 1}}\n  "
              "synthetic: {shards: 2}\n");
  world.write("base/b.yaml", "version: 1\nseed: 2\nmode: sequential\ncollectors: {synthetic: {target: 9}}\n");
  const Loaded loaded = world.load_text(
      "version: 1\nextends: [base/a.yaml, base/b.yaml]\ncollectors: {osv: {config: {ecosystems: [c]}}, exploits: "
      "{}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  const Plan& plan = *loaded.plan;
  EXPECT_EQ(plan.name, "run");
  EXPECT_EQ(plan.seed, 2U);
  EXPECT_EQ(plan.mode, Mode::sequential);
  ASSERT_EQ(plan.collectors.size(), 3U);
  EXPECT_EQ(plan.collectors[0].name, "osv");
  EXPECT_EQ(plan.collectors[0].target, 5U);
  EXPECT_EQ(plan.collectors[0].config_json, R"({"ecosystems":["c"],"x":1})");
  EXPECT_EQ(plan.collectors[1].shards, 2U);
  EXPECT_EQ(plan.collectors[1].target, 9U);
  EXPECT_EQ(plan.collectors[2].name, "exploits");
}

TEST(Extends, FindsInstalledManifestsByName) {
  World world;
  const Loaded loaded = world.load_text("version: 1\nextends: full\ncollectors: {osv: null}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  ASSERT_EQ(loaded.plan->collectors.size(), 1U);
  EXPECT_EQ(loaded.plan->collectors[0].target, 5000U);
}

TEST(Extends, TakesUpstreamsAndSecretsOfTheFullSetWithoutBeingAsked) {
  World world;
  world.environment["API_KEY"] = "abcdef";
  const Loaded loaded = world.load_text("version: 1\ncollectors: {keyed: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->upstreams.at("api").limit->requests, 5U);
  EXPECT_EQ(loaded.plan->upstreams.at("api").auth->limit->requests, 50U);
  EXPECT_EQ(loaded.plan->upstreams.at("api").auth->header, "apiKey");
  EXPECT_EQ(loaded.plan->secrets.at("api_key").reveal(), "abcdef");
}

TEST(Extends, DropsLimitsAndCredentialsOfAnUpstreamThatMoves) {
  World world;
  const Loaded loaded = world.load_text(
      "version: 1\nupstreams:\n  osv: {url: 'file://${STREAMGUARD_DATA}/'}\n  api: http://127.0.0.1:8080/\n"
      "  exploitdb: {concurrency: 3}\ncollectors: {osv: {}, keyed: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  const auto& upstreams = loaded.plan->upstreams;
  EXPECT_EQ(upstreams.at("osv").url, whole_file_url("file://" + world.data.generic_string()));
  EXPECT_FALSE(upstreams.at("osv").limit);
  EXPECT_EQ(upstreams.at("api").url, "http://127.0.0.1:8080");
  EXPECT_FALSE(upstreams.at("api").auth);
  EXPECT_EQ(upstreams.at("exploitdb").url, "https://exploitdb.example");
  EXPECT_EQ(upstreams.at("exploitdb").concurrency, 3U);
}

TEST(Extends, AnUpstreamThatMovesStillServesTheSame) {
  World world;
  world.write("base.yaml",
              "version: 1\nupstreams:\n  osv: {url: 'https://a.example', serves: ['https://x.example/', '/nowhere']}\n"
              "  api: {url: 'https://b.example', serves: [https://y.example]}\ncollectors: {osv: {}, keyed: {}}\n");
  const Loaded bad = world.load_text("version: 1\nextends: base.yaml\n");
  EXPECT_FALSE(bad.plan);
  EXPECT_NE(told(bad).find("upstreams.osv.serves[1]"), std::string::npos) << told(bad);
  world.write("base.yaml",
              "version: 1\nupstreams:\n  osv: {url: 'https://a.example', serves: ['https://x.example/']}\n"
              "  api: {url: 'https://b.example', serves: [https://y.example]}\ncollectors: {osv: {}, keyed: {}}\n");
  const Loaded loaded = world.load_text(
      "version: 1\nextends: base.yaml\nupstreams:\n  osv: {url: 'https://c.example'}\n  api: https://d.example\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->upstreams.at("osv").url, "https://c.example");
  EXPECT_EQ(loaded.plan->upstreams.at("osv").serves, std::vector<std::string>{"https://x.example"});
  EXPECT_EQ(loaded.plan->upstreams.at("api").url, "https://d.example");
  EXPECT_EQ(loaded.plan->upstreams.at("api").serves, std::vector<std::string>{"https://y.example"});
  EXPECT_TRUE(loaded.plan->fingerprint.contains("upstreams.osv.serves"));
  const Loaded other =
      world.load_text("version: 1\nextends: base.yaml\nupstreams:\n  osv: {url: 'https://c.example', serves: []}\n");
  ASSERT_TRUE(other.plan) << told(other);
  EXPECT_TRUE(other.plan->upstreams.at("osv").serves.empty());
}

TEST(Extends, LetsAnOverriddenVariableBeUndefined) {
  World world;
  world.write("base.yaml", "version: 1\nname: x\noutput: ${NOWHERE}\ncollectors: {synthetic: {}}\n");
  const Loaded loaded = world.load_text("version: 1\nextends: base.yaml\noutput: here\n");
  EXPECT_TRUE(loaded.plan) << told(loaded);
}

TEST(Extends, AllowsTheSameBaseTwiceButNoEndlessChain) {
  World world;
  world.write("base.yaml", "version: 1\ncollectors: {synthetic: {}}\n");
  world.write("a.yaml", "version: 1\nextends: base.yaml\n");
  world.write("b.yaml", "version: 1\nextends: base.yaml\n");
  EXPECT_TRUE(world.load_text("version: 1\nextends: [a.yaml, b.yaml]\n").plan);
  for (int i = 0; i < 12; ++i) {
    world.write("c" + std::to_string(i) + ".yaml", "version: 1\nextends: c" + std::to_string(i + 1) + ".yaml\n");
  }
  const Loaded deep = world.load_text("version: 1\nextends: c0.yaml\n");
  ASSERT_EQ(deep.faults.size(), 1U) << told(deep);
  EXPECT_NE(deep.faults[0].message.find("more than 8 levels"), std::string::npos);
}

TEST(Extends, BoundsTheFilesOfAWideTree) {
  World world;
  for (int i = 0; i < 6; ++i) {
    const std::string next = "w" + std::to_string(i + 1) + ".yaml";
    world.write("w" + std::to_string(i) + ".yaml",
                "version: 1\nextends: [" + next + ", " + next + ", " + next + ", " + next + "]\n");
  }
  world.write("w6.yaml", "version: 1\ncollectors: {synthetic: {}}\n");
  const Loaded loaded = world.load("w0.yaml");
  EXPECT_FALSE(loaded.plan);
  EXPECT_NE(told(loaded).find("32 files"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::manifest::test
