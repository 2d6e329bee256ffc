// streamguard status: a run in progress seen from another process, and what is left of it.
#include <gmock/gmock.h>

#include "said.hpp"
#include "scenario.hpp"

namespace streamguard::commands {
namespace {

using nlohmann::json;
using scenario::Host;
using scenario::Scenario;
using testing::HasSubstr;

const std::string kWaiting =
    "  steady: {plugin: steady, target: 900, config: {count: 1000, wait_at: 600, bad_every: 300}}\n"
    "  small: {plugin: steady, target: all, config: {count: 20}}\n";

bool waits(const json& event) { return event.value("collector", "") == "steady" && event.value("samples", 0) == 600; }

json status_of(const Scenario& scenario) {
  const Said said = say({"status", scenario.output().string(), "--json"});
  EXPECT_EQ(said.code, 0) << said.errors;
  return json::parse(said.out);
}

TEST(Status, OfARunInProgressNamesWhoRunsAndWhatIsCommitted) {
  Scenario scenario(kWaiting);
  Host host(scenario.arguments());
  host.until(waits);
  const json status = status_of(scenario);
  EXPECT_EQ(status.at("state"), "running");
  EXPECT_EQ(status.at("process"), host.process().id());
  EXPECT_TRUE(status.at("started").is_string());
  EXPECT_TRUE(status.at("last_commit").is_string());
  EXPECT_EQ(status.at("collectors").at("steady").at("samples_collected"), 600);
  EXPECT_EQ(status.at("collectors").at("steady").at("target_samples"), 900);
  EXPECT_EQ(status.at("collectors").at("steady").at("status"), "running");
  EXPECT_EQ(status.at("collectors").at("small").at("target_samples"), nullptr);
  const Said text = say({"status", scenario.output().string()});
  EXPECT_THAT(text.out, HasSubstr("running (process " + std::to_string(host.process().id())));
  EXPECT_THAT(text.out, testing::ContainsRegex("steady +running +600 of 900"));
  expect_harmless(text.out);
  host.process().interrupt();
  EXPECT_EQ(host.wait().code, 130);
  EXPECT_EQ(status_of(scenario).at("state"), "interrupted");
}

TEST(Status, OfAKilledRunSaysWhatAResumeGoesOnWith) {
  Scenario scenario(kWaiting);
  {
    Host host(scenario.arguments());
    bool waiting = false, ended = false;
    host.until([&](const json& event) {
      waiting = waiting || waits(event);
      ended = ended || (event.at("event") == "collector_ended" && event.value("collector", "") == "small");
      return waiting && ended;
    });
    host.process().kill();
    host.wait();
  }
  const json status = status_of(scenario);
  EXPECT_EQ(status.at("state"), "interrupted");
  EXPECT_EQ(status.at("process"), nullptr);
  EXPECT_EQ(status.at("resume"), json::array({"steady"}));
  EXPECT_EQ(status.at("collectors").at("small").at("status"), "exhausted");
  const std::string text = say({"status", "--output-dir", scenario.output().string()}).out;
  EXPECT_THAT(text, HasSubstr("A resume goes on with: steady (300 to go)."));
  EXPECT_THAT(text, HasSubstr("streamguard run " + scenario.manifest().generic_string()));
}

TEST(Status, OfAFinishedRun) {
  Scenario scenario("  steady: {plugin: steady, target: 30, shards: 2, config: {bad_every: 10}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const json status = status_of(scenario);
  EXPECT_EQ(status.at("state"), "finished");
  EXPECT_EQ(status.at("samples_collected"), 30);
  EXPECT_EQ(status.at("resume"), json::array());
  EXPECT_EQ(status.at("collectors").at("steady").at("parts_complete"), 2);
  EXPECT_GT(status.at("collectors").at("steady").at("rejected").get<int>(), 0);
  const Said watched = say({"status", scenario.output().string(), "--watch"});
  EXPECT_EQ(watched.code, 0) << "nothing to wait for: it shows it once";
  EXPECT_THAT(watched.out, HasSubstr("Nothing is left to collect"));
  expect_harmless(watched.out);
}

TEST(Status, AFailedCollectorIsToldWithItsError) {
  Scenario scenario("  says: {plugin: says, config: {error: 1}}\n  steady: {plugin: steady, target: 30}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  const json status = status_of(scenario);
  EXPECT_EQ(status.at("state"), "unfinished");
  EXPECT_EQ(status.at("collectors").at("says").at("status"), "failed");
  EXPECT_TRUE(status.at("collectors").at("says").at("error").is_string());
  EXPECT_EQ(status.at("resume"), json::array({"says"}));
  expect_harmless(say({"status", scenario.output().string()}).out);
}

TEST(Status, WatchEndsWithTheRun) {
  Scenario scenario(kWaiting);
  Host host(scenario.arguments());
  host.until(waits);
  Host watch({"status", scenario.output().string(), "--json", "--watch", "--interval", "0.2"});
  EXPECT_EQ(json::parse(*watch.line()).at("state"), "running");
  host.process().interrupt();
  host.wait();
  EXPECT_EQ(watch.wait().code, 0);
  std::string last = watch.output();
  last.pop_back();
  EXPECT_EQ(json::parse(last.substr(last.rfind('\n') + 1)).at("state"), "interrupted");
}

TEST(Status, WhereNothingIs) {
  const Said said = say({"status", "/nowhere"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.errors, HasSubstr("there is no such folder"));
}

TEST(Status, ADamagedPlanIsNoCrash) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  for (const char* text :
       {"", "{", "[]", "{}", "{\"format\":1}", "{\"format\":1,\"manifest\":7,\"plugin_folders\":{}}"}) {
    scenario::put(scenario.output() / ".streamguard/plan.json", text);
    const Said said = say({"status", scenario.output().string()});
    EXPECT_NE(said.code, 0) << text;
    EXPECT_THAT(said.errors, testing::AnyOf(HasSubstr("run the same manifest again"),
                                            HasSubstr("not a file that StreamGuard"), HasSubstr("of a later version")))
        << text;
  }
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(status_of(scenario).at("state"), "finished") << "a run writes it anew";
}

}  // namespace
}  // namespace streamguard::commands
