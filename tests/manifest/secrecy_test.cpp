#include <gtest/gtest.h>

#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

constexpr const char* kValue = "s3cr3t-value-0123456789";

TEST(Secrecy, KeepsSecretsOutOfEveryFault) {
  World world;
  world.environment["API_KEY"] = kValue;
  // The value stands in the wrong places of the manifest, where faults would repeat it.
  const std::string v = kValue;
  const Loaded loaded =
      world.load_text("version: 1\n" + v + ": 1\nname: [" + v + "]\nmode: " + v + "\nseed: " + v +
                      "\nsecrets:\n  a: " + v + "\n  b: {env: '" + v + "'}\n  " + v + ": {env: X}\nupstreams: {osv: '" +
                      v + "'}\ncollectors:\n  " + v + ": {}\n  synthetic: {plugin: " + v + "}\n  osv: {upstreams: [" +
                      v + "], config: {ecosystems: " + v + "}}\nreports: [" + v + "]\n");
  EXPECT_FALSE(loaded.plan);
  EXPECT_GE(loaded.faults.size(), 10U) << told(loaded);
  EXPECT_EQ(told(loaded).find("s3cr3t"), std::string::npos) << told(loaded);
}

TEST(Secrecy, KeepsTheFlagsTokenOutOfFaultsToo) {
  World world;
  world.overrides.github_token = kValue;
  world.overrides.collectors = {kValue};
  const Loaded loaded = world.load_text("version: 1\ncollectors: {synthetic: {}}\n");
  EXPECT_EQ(told(loaded).find("s3cr3t"), std::string::npos) << told(loaded);
  world.overrides.collectors.clear();
  world.overrides.github_token = "two words";
  EXPECT_NE(told(world.load_text("version: 1\ncollectors: {synthetic: {}}\n")).find("--github-token"),
            std::string::npos);
}

TEST(Secrecy, NamesTheGithubTokenOfTheFlag) {
  World world;
  world.overrides.github_token = kValue;
  const Loaded loaded = world.load_text("version: 1\ncollectors: {synthetic: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->secrets.at("github_token").reveal(), kValue);
}

TEST(Secrecy, LeavesSecretsWithoutValueOut) {
  World world;
  world.environment["API_KEY"] = "";
  const Loaded loaded = world.load_text("version: 1\ncollectors: {keyed: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_TRUE(loaded.plan->secrets.empty());
}

TEST(Secrecy, RefusesValuesThatWouldBreakAHeader) {
  World world;
  world.environment["API_KEY"] = std::string(kValue) + "\r\nX-Other: 1";
  const Loaded loaded = world.load_text("version: 1\ncollectors: {keyed: {}}\n");
  EXPECT_FALSE(loaded.plan);
  EXPECT_EQ(told(loaded).find("s3cr3t"), std::string::npos);
  EXPECT_NE(told(loaded).find("the variable API_KEY"), std::string::npos);
}

TEST(Secrecy, PutsNoSecretIntoThePlansTexts) {
  World world;
  world.environment["API_KEY"] = kValue;
  const Loaded loaded = world.load_text("version: 1\ncollectors: {keyed: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  for (const auto& [key, value] : loaded.plan->fingerprint) EXPECT_EQ((key + value).find("s3cr3t"), std::string::npos);
  EXPECT_EQ(loaded.plan->collectors[0].config_json, "{}");
}

}  // namespace
}  // namespace streamguard::manifest::test
