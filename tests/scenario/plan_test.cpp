// `streamguard plan`, and what was planned beside what was used in the results of a run.
#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

const char kCollectors[] =
    "  plans: {plugin: plans, config: {pages: 191}}\n"
    "  twice: {plugin: plans, shards: 2, config: {pages: 10}}\n"
    "  steady: {plugin: steady, target: 30}\n";
const char kUpstreams[] =
    "upstreams:\n  pages: {url: 'http://127.0.0.1:9', limit: {requests: 5, per: 30s}}\n"
    "  list: {url: 'http://127.0.0.1:9'}\n";

TEST(Plan, TellsRequestsBytesAndLeastTimeWithoutAsking) {
  Scenario scenario(kCollectors, kUpstreams);
  Host host({"plan", scenario.manifest().string(), "--json"});
  EXPECT_EQ(host.wait().code, 0);
  const json planned = json::parse(host.output()).at("collectors");
  const json pages = planned.at("plans").at("planned").at(0);
  EXPECT_EQ(pages.at("upstream"), "pages");
  EXPECT_EQ(pages.at("requests"), 191);
  EXPECT_EQ(pages.at("bytes"), 5000);
  EXPECT_EQ(pages.at("least_seconds"), 38 * 30) << "38 whole windows of 5 lie before the last request";
  const json list = planned.at("plans").at("planned").at(1);
  EXPECT_TRUE(list.at("bytes").is_null());
  EXPECT_EQ(list.at("least_seconds"), 0);
  EXPECT_EQ(planned.at("twice").at("planned").at(0).at("requests"), 20) << "of both shards";
  EXPECT_TRUE(planned.at("steady").at("planned").empty());
  EXPECT_FALSE(fs::exists(scenario.output()));
}

TEST(Plan, ThePrintedTableHasATotalAndNoControlCodes) {
  Scenario scenario(kCollectors, kUpstreams);
  Host host({"plan", scenario.manifest().string()});
  EXPECT_EQ(host.wait().code, 0);
  EXPECT_NE(host.output().find("asks nothing of any upstream"), std::string::npos);
  EXPECT_NE(host.output().find("at least 21m"), std::string::npos) << host.output();  // 211 requests of one upstream
  EXPECT_EQ(host.output().find('\x1b'), std::string::npos);
}

TEST(Plan, AFolderOfThisMachineIsSentNothing) {
  const Folder mirror;
  const std::string url = "file://" + mirror.path().string();
  Scenario scenario(kCollectors, "upstreams:\n  pages: {url: '" + url + "'}\n  list: {url: '" + url + "'}\n");
  Host host({"plan", scenario.manifest().string(), "--json"});
  EXPECT_EQ(host.wait().code, 0);
  const json pages = json::parse(host.output()).at("collectors").at("plans").at("planned").at(0);
  EXPECT_EQ(pages.at("requests"), 0);
  EXPECT_TRUE(pages.at("bytes").is_null());
}

TEST(Plan, ACollectorThatCannotBeOpenedIsToldAndTheOthersArePlanned) {
  Scenario scenario("  bad: {plugin: crash_constructor}\n  plans: {plugin: plans}\n", kUpstreams);
  Host host({"plan", scenario.manifest().string(), "--json"});
  EXPECT_EQ(host.wait().code, 3);
  const json planned = json::parse(host.output()).at("collectors");
  EXPECT_TRUE(planned.at("bad").at("error").is_string());
  EXPECT_TRUE(planned.at("plans").at("error").is_null());
}

TEST(Plan, ARunKeepsWhatWasPlannedBesideWhatWasUsed) {
  Scenario scenario(kCollectors, kUpstreams);
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const json planned = scenario.result_of("twice").at("planned");
  ASSERT_EQ(planned.size(), 2U);
  EXPECT_EQ(planned.at(0).at("requests"), 20);
  EXPECT_EQ(scenario.result_of("twice").at("requests").at("made"), 0);
}

}  // namespace
}  // namespace streamguard::scenario
