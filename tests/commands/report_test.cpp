// streamguard report: of finished, running, killed and older folders.
#include <gmock/gmock.h>

#include "hostile_folder.hpp"
#include "said.hpp"
#include "scenario.hpp"

namespace streamguard::commands {
namespace {

using nlohmann::json;
using scenario::Host;
using scenario::Scenario;
using scenario::text_of;
using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string kReports = "reports: [json, csv]\n";
const std::string kWaiting = "  steady: {plugin: steady, target: 900, config: {count: 1000, wait_at: 600}}\n";

json without_times(json report) {
  for (const char* key : {"report_generated", "report_version"}) report.erase(key);
  return report;
}

bool waits(const json& event) { return event.value("collector", "") == "steady" && event.value("samples", 0) == 600; }

TEST(Report, SaysTheSameAsTheRunsOwn) {
  Scenario scenario(
      "  one: {plugin: steady, target: 250, shards: 2, config: {bad_every: 50}}\n"
      "  two: {plugin: steady, target: all, config: {count: 40}}\n",
      kReports);
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const json before = json::parse(text_of(scenario.output() / "collection_report.json"));
  fs::remove(scenario.output() / "collection_report.csv");
  const Said said = say({"report", scenario.output().string()});
  EXPECT_EQ(said.code, 0) << said.errors;
  EXPECT_THAT(said.out, HasSubstr("collection_report.json\n"));
  EXPECT_THAT(said.out, HasSubstr("collection_report.csv\n"));
  EXPECT_TRUE(fs::exists(scenario.output() / "collection_report.csv"));
  EXPECT_EQ(without_times(json::parse(text_of(scenario.output() / "collection_report.json"))), without_times(before));
  for (const auto& entry : fs::directory_iterator(scenario.output() / ".streamguard")) {
    EXPECT_NE(entry.path().filename().string().rfind("writing-", 0), 0U) << "left behind: " << entry.path();
  }
}

TEST(Report, GoesWhereItIsTold) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const fs::path file = scenario.folder() / "here.json";
  EXPECT_EQ(say({"report", scenario.output().string(), "--format", "json", "--to", file.string()}).code, 0);
  EXPECT_EQ(json::parse(text_of(file)).at("collection_results").at("summary").at("total_samples_collected"), 30);
  EXPECT_FALSE(fs::exists(scenario.output() / "collection_report.json"));
  const fs::path card = scenario.folder() / "card.md";
  const Said named = say({"report", scenario.output().string(), "--format=dataset_card", "--to", card.string()});
  EXPECT_EQ(named.out, card.string() + "\n") << "a reporter that names its file itself; " << named.errors;
  EXPECT_EQ(text_of(card).rfind("---\n", 0), 0U);
  const Said printed = say({"report", "--output-dir", scenario.output().string(), "--format=json", "--to", "-"});
  EXPECT_EQ(json::parse(printed.out).at("collection_results").at("collectors").at("steady").at("status"), "completed");
  EXPECT_EQ(say({"report", scenario.output().string(), "--format", "all"}).code, 0);
  EXPECT_TRUE(fs::exists(scenario.output() / "collection_report.csv"));
}

TEST(Report, WrongWordsAreExplained) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const std::string out = scenario.output().string();
  const auto expect = [&](std::vector<std::string> arguments, const std::string& text) {
    arguments.insert(arguments.begin(), "report");
    const Said said = say(arguments);
    EXPECT_EQ(said.code, 2);
    EXPECT_THAT(said.errors, HasSubstr(text));
    EXPECT_EQ(said.out, "");
  };
  expect({out, "--format", "jsn"}, "did you mean 'json'?");
  expect({out}, "the run was to write no report: name one with --format");
  expect({out, "--format", "json,csv", "--to", "/tmp/x"}, "--to takes one report");
  expect({out, "--format", "json", "--to", scenario.folder().string()}, "this is a folder");
  expect({out, "--format", "json", "--to", "/nowhere/at/all"}, "there is no folder");
  expect({(scenario.folder() / "nothing").string()}, "there are runs in: " + out);
  expect({scenario.folder().string()}, "no run of StreamGuard has written here");
}

TEST(Report, OfARunInProgressCountsWhatIsCommitted) {
  Scenario scenario(kWaiting, kReports);
  Host host(scenario.arguments());
  host.until(waits);
  const Said said = say({"report", scenario.output().string(), "--format", "json", "--to", "-"});
  EXPECT_EQ(said.code, 0) << said.errors;
  EXPECT_THAT(said.errors, HasSubstr("A run is in progress here (process " + std::to_string(host.process().id())));
  const json results = json::parse(said.out).at("collection_results");
  EXPECT_EQ(results.at("collectors").at("steady").at("samples_collected"), 600);
  EXPECT_EQ(results.at("collectors").at("steady").at("status"), "running");
  host.process().interrupt();
  EXPECT_EQ(host.wait().code, 130);
}

TEST(Report, OfAKilledRunSaysInterrupted) {
  Scenario scenario(kWaiting, kReports);
  {
    Host host(scenario.arguments());
    host.until(waits);
    host.process().kill();
    host.wait();
  }
  const Said said = say({"report", scenario.output().string(), "--format", "json", "--to", "-"});
  EXPECT_EQ(said.code, 0) << said.errors;
  const json results = json::parse(said.out).at("collection_results");
  EXPECT_EQ(results.at("collectors").at("steady").at("samples_collected"), 600);
  EXPECT_EQ(results.at("collectors").at("steady").at("status"), "interrupted");
  const json progress = results.at("collectors").at("steady").at("progress");
  // What was kept of it when it was killed, which may be nothing yet: then it is not known.
  EXPECT_TRUE(progress.is_null() || progress.back().at("samples").get<int>() <= 600) << progress;
  EXPECT_EXIT_CODE(scenario, scenario.run({"--resume"}), 0);
  EXPECT_EQ(say({"report", scenario.output().string()}).code, 0);
}

TEST(Report, OfAnEarlierVersionsFolder) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n", kReports);
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  for (const char* file : {"plan.json", "state.json"}) fs::remove(scenario.output() / ".streamguard" / file);
  const Said said = say({"report", scenario.output().string()});
  EXPECT_EQ(said.code, 0) << said.errors;
  EXPECT_THAT(said.errors, HasSubstr("earlier version"));
  EXPECT_THAT(say({"status", scenario.output().string()}).out, HasSubstr("An earlier version wrote here"));
  fs::remove(scenario.output() / "collection_results.json");
  const Said refused = say({"report", scenario.output().string()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.errors, HasSubstr("Run the same manifest again"));
  EXPECT_EQ(say({"show", scenario.output().string(), "--count"}).out, "30\n");
  EXPECT_EQ(say({"status", scenario.output().string()}).code, 0);
}

TEST(Report, WhatLiesInTheFolderHoldsNoSecret) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n",
                    kReports +
                        "secrets: {t: {env: SG_TEST_TOKEN}}\n"
                        "upstreams: {u: {url: \"http://127.0.0.1:9\", auth: {secret: t, header: X-Key}}}\n");
  Host::Options options;
  options.environment = {{"SG_TEST_TOKEN", "hunter2hunter2"}};
  EXPECT_EXIT_CODE(scenario, scenario.run({}, options), 0);
  for (const auto& entry : fs::recursive_directory_iterator(scenario.output())) {
    if (entry.is_regular_file()) {
      EXPECT_EQ(text_of(entry.path()).find("hunter2"), std::string::npos) << entry.path();
    }
  }
}

TEST(Report, AFreshRunTakesThePlanAsideToo) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EXIT_CODE(scenario, scenario.run({"--fresh"}), 0);
  const fs::path old = fs::directory_iterator(scenario.output() / ".streamguard/old")->path();
  const Said said = say({"status", old.string(), "--json"});
  EXPECT_EQ(said.code, 0) << said.errors;
  EXPECT_EQ(json::parse(said.out).at("state"), "finished");
  EXPECT_EQ(json::parse(said.out).at("samples_collected"), 30);
}

}  // namespace
}  // namespace streamguard::commands
