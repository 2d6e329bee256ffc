// Runs that go well: targets, shards, order, what is written and said.
#include <set>

#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

TEST(Run, ATargetIsMetExactly) {
  Scenario scenario(
      "  one: {plugin: steady, target: 250, config: {count: 1000}}\n"
      "  three: {plugin: steady, target: 250, shards: 3, config: {count: 1000, checkpoint_every: 7}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(scenario.samples("one").size(), 250U);
  EXPECT_EQ(scenario.samples("three", 0, 3).size(), 84U);
  EXPECT_EQ(scenario.samples("three", 1, 3).size(), 83U);
  EXPECT_EQ(scenario.samples("three", 2, 3).size(), 83U);
  for (const char* name : {"one", "three"}) {
    EXPECT_EQ(scenario.result_of(name).at("status"), "completed");
    EXPECT_EQ(scenario.result_of(name).at("state"), "target");
    EXPECT_EQ(scenario.result_of(name).at("samples_collected"), 250);
  }
  EXPECT_EQ(scenario.ledger("one").at("state"), "target");
}

TEST(Run, ATargetAboveWhatThereIsEndsAsExhausted) {
  Scenario scenario("  steady: {plugin: steady, target: 5000, config: {count: 120}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(scenario.result_of("steady").at("status"), "exhausted");
  EXPECT_TRUE(scenario.result_of("steady").at("success").get<bool>());
  EXPECT_EQ(scenario.samples("steady").size(), 120U);
  EXPECT_EQ(scenario.results().at("summary").at("completion_rate"), 100.0);
}

TEST(Run, ShardsAreDisjointAndTogetherWhole) {
  Scenario scenario("  steady: {plugin: steady, target: all, shards: 4, config: {count: 1001}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  std::set<std::string> ids;
  std::size_t samples = 0;
  for (unsigned shard = 0; shard < 4; ++shard) {
    for (const json& sample : scenario.samples("steady", shard, 4)) {
      ids.insert(sample.at("sample_id").get<std::string>());
      ++samples;
    }
  }
  EXPECT_EQ(ids.size(), 1001U);
  EXPECT_EQ(samples, 1001U);
}

TEST(Run, SequentialCollectorsTakeTurns) {
  Scenario scenario(
      "  c: {plugin: steady, target: 50}\n  a: {plugin: steady, target: 50, shards: 2}\n"
      "  b: {plugin: steady, target: 50}\n",
      "mode: sequential\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  std::vector<std::string> order;
  for (const json& event : scenario.events) {
    if (event.at("event") == "collector_started") order.push_back("+" + event.at("collector").get<std::string>());
    if (event.at("event") == "collector_ended") order.push_back("-" + event.at("collector").get<std::string>());
  }
  EXPECT_EQ(order, (std::vector<std::string>{"+c", "-c", "+a", "-a", "+b", "-b"}));
}

TEST(Run, EqualSeedsGiveEqualBytesAndOthersDoNot) {
  const std::string collectors =
      "  steady: {plugin: steady, target: all, shards: 2, config: {count: 500, bad_every: 50}}\n";
  Scenario first(collectors, "seed: 7\n");
  Scenario second(collectors, "seed: 7\n");
  Scenario other(collectors, "seed: 8\n");
  for (Scenario* one : {&first, &second, &other}) EXPECT_EXIT_CODE(*one, one->run(), 0);
  EXPECT_EQ(data_of(first.output()), data_of(second.output()));
  EXPECT_NE(data_of(first.output()), data_of(other.output()));
}

TEST(Run, EventsAreAsciiJsonLinesInOrder) {
  Scenario scenario("  steady: {plugin: steady, target: all, config: {count: 300}}\n");
  Host host(scenario.arguments());
  EXPECT_EQ(host.wait().code, 0);
  const auto events = host.events();
  ASSERT_GE(events.size(), 4U);
  EXPECT_EQ(events.front().at("event"), "run_started");
  EXPECT_EQ(events.back().at("event"), "run_ended");
  for (const char letter : host.output()) {
    EXPECT_TRUE(letter == '\n' ||
                (static_cast<unsigned char>(letter) >= 0x20 && static_cast<unsigned char>(letter) < 0x7f));
  }
  std::uint64_t samples = 0;
  for (const json& event : events) {
    EXPECT_TRUE(event.contains("at"));
    if (!event.contains("collector")) continue;
    EXPECT_GE(event.at("samples").get<std::uint64_t>(), samples) << "progress never goes back";
    EXPECT_GE(event.at("accepted").get<std::uint64_t>(), event.at("samples").get<std::uint64_t>());
    samples = event.at("samples").get<std::uint64_t>();
  }
  EXPECT_EQ(samples, 300U);
}

TEST(Run, EventsCanGoToAFile) {
  Scenario scenario("  steady: {plugin: steady, target: 30}\n");
  const fs::path file = scenario.folder() / "events.ndjson";
  Host host({"run", scenario.manifest().string(), "--events", file.string()});
  EXPECT_EQ(host.wait().code, 0);
  EXPECT_EQ(lines_of(text_of(file)).back().at("event"), "run_ended");
  EXPECT_NE(host.output().find("Collection Summary"), std::string::npos);
}

TEST(Run, PlainLinesHoldNoControlCodes) {
  Scenario scenario("  prints: {plugin: prints}\n  says: {plugin: says, config: {error: 1}}\n");
  Host host({"run", scenario.manifest().string()});
  EXPECT_EQ(host.wait().code, 3);
  for (const std::string& text : {host.output(), host.errors()}) {
    for (const char letter : text) {
      EXPECT_TRUE(letter == '\n' || static_cast<unsigned char>(letter) >= 0x20) << "code " << static_cast<int>(letter);
    }
  }
  EXPECT_NE(host.output().find("Collection Summary"), std::string::npos);
}

TEST(Run, AFinishedRunHasNothingLeftToDo) {
  Scenario scenario("  steady: {plugin: steady, target: all, shards: 2, config: {count: 400, bad_every: 100}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const auto before = data_of(scenario.output());
  const json first = scenario.result_of("steady");
  EXPECT_EXIT_CODE(scenario, scenario.run({"--resume"}), 0);
  EXPECT_EQ(data_of(scenario.output()), before);
  EXPECT_EQ(scenario.result_of("steady").at("samples_this_run"), 0);
  EXPECT_EQ(scenario.result_of("steady").at("samples_collected"), first.at("samples_collected"));
  EXPECT_EQ(scenario.result_of("steady").at("rejected"), first.at("rejected"));
}

}  // namespace
}  // namespace streamguard::scenario
