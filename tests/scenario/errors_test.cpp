// What a plugin says about its own failure decides what becomes of it.
#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

std::string says(const std::string& name, const std::string& config, int restarts = 1) {
  return "  " + name + ": {plugin: says, restart: {max: " + std::to_string(restarts) + ", within: 1h}, config: {" +
         config + "}}\n";
}

TEST(Errors, EachClassHasItsOwnFate) {
  Scenario scenario(says("config", "error: 1") + says("transient", "error: 2") +
                    says("limited", "error: 3, retry_after: 1") + says("bug", "error: 4") + says("data", "error: 5") +
                    says("unavailable", "error: 6"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  const struct {
    const char* name;
    const char* cause;
    int restarts;
  } fates[] = {{"config", "config", 0}, {"transient", "transient", 1}, {"limited", "rate_limited", 1},
               {"bug", "contract", 0},  {"data", "data", 1},           {"unavailable", "unavailable", 0}};
  for (const auto& fate : fates) {
    SCOPED_TRACE(fate.name);
    const json result = scenario.result_of(fate.name);
    EXPECT_EQ(result.at("status"), "failed");
    EXPECT_EQ(result.at("state"), fate.cause);
    EXPECT_EQ(result.at("restarts"), fate.restarts);
    const auto message = result.at("error").at("message").get<std::string>();
    EXPECT_NE(message.find("as it was told"), std::string::npos);
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_EQ(scenario.samples(fate.name).size(), 10U) << "what the checkpoint closed, and no more";
  }
}

TEST(Errors, APassingTroubleLeavesNoTrace) {
  Scenario scenario(says("transient", "error: 2, first: 1", 3) +
                    says("limited", "error: 3, first: 1, retry_after: 400", 3));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  for (const char* name : {"transient", "limited"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(scenario.result_of(name).at("restarts"), 1);
    const auto samples = scenario.samples(name);
    ASSERT_EQ(samples.size(), 100U);
    for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(samples[i].at("title"), "Sample " + std::to_string(i));
  }
  EXPECT_TRUE(scenario.said("restarting", "transient", "transient: run: "));
  EXPECT_TRUE(scenario.said("restarting", "limited", "rate_limited: run: "));
}

TEST(Errors, ABadUnitIsQuarantined) {
  Scenario scenario(says("data", "error: 5, unit: 0", 6));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(scenario.result_of("data").at("quarantined"), json::array({"unit-0"}));
  EXPECT_EQ(scenario.result_of("data").at("samples_collected"), 90);
  EXPECT_EQ(scenario.ledger("data").at("state"), "exhausted");
}

TEST(Errors, ACollectorThatGoesBackToAQuarantinedUnitRunsOutOfRestarts) {
  Scenario scenario(
      "  stubborn: {plugin: says, restart: {max: 2, within: 10m}, config: {error: 5, unit: 1, stubborn: 1}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  const json result = scenario.result_of("stubborn");
  EXPECT_EQ(result.at("status"), "failed");
  EXPECT_EQ(result.at("quarantined"), json::array({"unit-1"}));
  EXPECT_NE(result.at("error").at("message").get<std::string>().find("given up"), std::string::npos);
  EXPECT_EQ(result.at("samples_collected"), 10) << "what came before the unit stays";
}

}  // namespace
}  // namespace streamguard::scenario
