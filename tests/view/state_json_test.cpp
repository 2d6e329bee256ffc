#include "view/state_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "events.hpp"

namespace streamguard::view {
namespace {

using nlohmann::json;

json told(const RunState& state, double now, std::uint64_t from = 0) {
  return json::parse(state_json(state, at(now), "0.1.0", from));
}

Event log_line(double seconds, const std::string& text) {
  Event event = event_of(Event::Kind::log, seconds, text);
  event.collector = "OSV";
  event.phase = Phase::running;
  return event;
}

TEST(StateJson, TellsWhatIsKnownAndNullElse) {
  RunState state(plan_of({{"OSV", 100}, {"ExploitDB", 0}}));
  json before = told(state, 0);
  EXPECT_EQ(before["run"]["name"], "demo");
  EXPECT_TRUE(before["run"]["started"].is_null());
  EXPECT_TRUE(before["run"]["eta_seconds"].is_null());
  EXPECT_TRUE(before["collectors"][1]["target"].is_null());
  EXPECT_TRUE(before["collectors"][1]["share"].is_null());
  EXPECT_TRUE(before["total"]["target"].is_null());

  state.on(event_of(Event::Kind::run_started, 0));
  state.on(event_of(Event::Kind::collector_started, 0, "OSV", Phase::running, 0, 100, "osv 1.0.0"));
  state.on(event_of(Event::Kind::progress, 10, "OSV", Phase::running, 40, 100));
  const json after = told(state, 10);
  EXPECT_EQ(after["now"], "2023-11-14T22:13:30.000Z");
  EXPECT_EQ(after["run"]["elapsed_seconds"], 10);
  const json& one = after["collectors"][0];
  EXPECT_EQ(one["samples"], 40);
  EXPECT_EQ(one["share"], 0.4);
  EXPECT_EQ(one["rate"], 4.0);
  EXPECT_EQ(one["eta_seconds"], 15.0);
  EXPECT_EQ(after["total"]["samples"], 40);
}

TEST(StateJson, WaitsEndWhenTheirTimeHasCome) {
  RunState state(plan_of({{"OSV", 100}}));
  Event waiting = event_of(Event::Kind::waiting, 1, "OSV", Phase::waiting, 0, 100, "limit of nvd");
  waiting.until = at(31);
  state.on(waiting);
  const json wait = told(state, 2)["collectors"][0]["wait"];
  EXPECT_EQ(wait["kind"], "limit");
  EXPECT_EQ(wait["what"], "limit of nvd");
  EXPECT_EQ(wait["until"], "2023-11-14T22:13:51.000Z");
  EXPECT_TRUE(told(state, 31)["collectors"][0]["wait"].is_null());
}

TEST(StateJson, SendsOnlyTheLogThatIsNew) {
  RunState state(plan_of({{"OSV", 100}}));
  for (int i = 0; i < 5; ++i) state.on(log_line(i, "line " + std::to_string(i)));
  EXPECT_EQ(told(state, 9)["log"]["lines"].size(), 5U);
  const json newer = told(state, 9, 3)["log"];
  EXPECT_EQ(newer["first"], 3);
  ASSERT_EQ(newer["lines"].size(), 2U);
  EXPECT_EQ(newer["lines"][0]["text"], "line 3");
  EXPECT_TRUE(told(state, 9, log_end(state))["log"]["lines"].empty());
}

TEST(StateJson, BoundsTheLogAndSaysWhatWasLeftOut) {
  RunState state(plan_of({{"OSV", 100}}));
  const int many = static_cast<int>(kRecentMost + 50);
  for (int i = 0; i < many; ++i) state.on(log_line(i, "line " + std::to_string(i)));
  const json log = told(state, many)["log"];
  ASSERT_EQ(log["lines"].size(), kLogMost);
  EXPECT_EQ(log["first"], many - static_cast<int>(kLogMost));
  EXPECT_EQ(log["lines"].back()["text"], "line " + std::to_string(many - 1));
  EXPECT_EQ(log_end(state), static_cast<std::uint64_t>(many));
}

TEST(StateJson, IsOneLineOfASCIIWhateverTheTextHolds) {
  RunState state(plan_of({{"OSV", 100}}));
  state.on(log_line(1, std::string("\x1b[31mred\x1b[0m </script><b>\r\ndata: x\n\n \u202e\u2028 \xff \0end", 48)));
  state.on(log_line(2, std::string(1'000'000, 'x')));
  const std::string text = state_json(state, at(3), "0.1.0", 0);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; }));
  EXPECT_LT(text.size(), 10'000U);
  EXPECT_THAT(json::parse(text)["log"]["lines"][0]["text"].get<std::string>(), testing::HasSubstr("</script><b>"));
}

TEST(StateJson, TellsUpstreamsAndReports) {
  RunState state(plan_of({{"OSV", 100}}));
  Event use = event_of(Event::Kind::upstreams, 6);
  UpstreamUse nvd;
  nvd.name = "nvd";
  nvd.limit = 50;
  nvd.in_window = 50;
  nvd.window = std::chrono::seconds(30);
  nvd.free_at = at(20);
  use.upstreams = {nvd};
  state.on(use);
  state.on(event_of(Event::Kind::report_started, 7, "json"));
  state.on(event_of(Event::Kind::report_written, 8, "/data/demo/collection_report.json"));
  const json now = told(state, 10);
  EXPECT_EQ(now["upstreams"][0]["limit"]["used"], 50);
  EXPECT_EQ(now["upstreams"][0]["free_at"], "2023-11-14T22:13:40.000Z");
  EXPECT_TRUE(told(state, 20)["upstreams"][0]["free_at"].is_null());
  EXPECT_EQ(now["reports"][0]["state"], "written");
  EXPECT_EQ(now["reports"][0]["format"], "json");
}

}  // namespace
}  // namespace streamguard::view
