// What is refused before anything is collected, with which exit code and which words.
#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

const std::string kSteady = "  steady: {plugin: steady, target: 100}\n";

Ended call(const std::vector<std::string>& arguments, std::string& said) {
  Host host(arguments);
  const Ended ended = host.wait();
  said = host.output() + host.errors();
  return ended;
}

TEST(Refusals, ExitCodesTellUsageFromSuccess) {
  std::string said;
  EXPECT_EQ(call({"version"}, said).code, 0);
  EXPECT_NE(said.find("streamguard "), std::string::npos);
  EXPECT_EQ(call({"--help"}, said).code, 0);
  EXPECT_EQ(call({}, said).code, 2);
  EXPECT_EQ(call({"no-such-verb"}, said).code, 2);
  EXPECT_EQ(call({"run", "--no-such-flag"}, said).code, 2);
  EXPECT_EQ(call({"run", "/no/such/manifest.yaml"}, said).code, 2);
  EXPECT_EQ(call({"run", "--fresh", "--resume"}, said).code, 2);
}

TEST(Refusals, AConfigurationIsCheckedBeforeAnyPluginRuns) {
  Scenario scenario("  steady: {plugin: steady, config: {count: many}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 2);
  EXPECT_NE(scenario.errors.find("run.yaml:"), std::string::npos) << scenario.errors;
  EXPECT_NE(scenario.errors.find("count"), std::string::npos) << scenario.errors;
  EXPECT_FALSE(fs::exists(scenario.output()));
}

TEST(Refusals, AChangedManifestIsNotGoneOnWith) {
  Scenario scenario("  steady: {plugin: steady, target: 100, config: {count: 1000}}\n", "seed: 1\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const auto before = data_of(scenario.output());
  scenario.rewrite("  steady: {plugin: steady, target: 200, config: {count: 900}}\n", "seed: 2\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 2);
  for (const char* key : {"seed", "collectors.steady.target", "collectors.steady.config", "--fresh", "--output-dir"}) {
    EXPECT_NE(scenario.errors.find(key), std::string::npos) << key << " is not named:\n" << scenario.errors;
  }
  EXPECT_EQ(data_of(scenario.output()), before);

  EXPECT_EXIT_CODE(scenario, scenario.run({"--fresh"}), 0);
  EXPECT_EQ(scenario.samples("steady").size(), 200U);
}

TEST(Refusals, ResumeNeedsARun) {
  Scenario scenario(kSteady);
  EXPECT_EXIT_CODE(scenario, scenario.run({"--resume"}), 2);
  EXPECT_NE(scenario.errors.find("holds no earlier run"), std::string::npos) << scenario.errors;
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
}

TEST(Refusals, OneHostAtATime) {
  Scenario scenario("  steady: {plugin: steady, target: all, config: {count: 1000, wait_at: 600}}\n");
  Host first(scenario.arguments());
  first.until("collector_started");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 2);
  EXPECT_NE(scenario.errors.find(std::to_string(first.process().id())), std::string::npos) << scenario.errors;
  EXPECT_EXIT_CODE(scenario, scenario.run({"--fresh"}), 2);
  // The lock dies with its holder, however that dies.
  first.process().kill();
  first.wait();
  scenario.rewrite("  steady: {plugin: steady, target: all, config: {count: 1000}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run({"--fresh"}), 0);
}

TEST(Refusals, AnOutputFolderThatCannotBe) {
  Scenario scenario(kSteady);
  put(scenario.folder() / "file", "in the way");
  const std::string impossible = (scenario.folder() / "file" / "out").string();
  const Ended ended = scenario.run({"--output-dir", impossible});
  EXPECT_FALSE(ended.signalled);
  EXPECT_TRUE(ended.code == 1 || ended.code == 2) << ended.code;
  EXPECT_NE(scenario.errors.find((scenario.folder() / "file").string()), std::string::npos) << scenario.errors;
}

}  // namespace
}  // namespace streamguard::scenario
