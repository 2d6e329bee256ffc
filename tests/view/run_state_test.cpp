// A run's numbers from its events, at given times.
#include <gtest/gtest.h>

#include "events.hpp"

namespace streamguard::view {
namespace {

using Kind = Event::Kind;

/// One collector at a steady pace of 10 a second, told four times a second, to `until` seconds.
RunState steady(double until, std::uint64_t target) {
  RunState state(plan_of({{"osv", target}}));
  state.on(event_of(Kind::run_started, 0, "/data/demo"));
  state.on(event_of(Kind::collector_started, 0, "osv", Phase::running, 0, target, "osv 1.0.0"));
  for (double now = 0.25; now <= until; now += 0.25) {
    state.on(event_of(Kind::progress, now, "osv", Phase::running, static_cast<std::uint64_t>(now * 10), target));
  }
  return state;
}

TEST(RunState, KnowsItsCollectorsBeforeAnythingHappens) {
  const RunState state(plan_of({{"osv", 100}, {"cve", 0}}));
  ASSERT_EQ(state.collectors().size(), 2U);
  EXPECT_EQ(state.collectors()[0].tally.target, 100U);
  EXPECT_EQ(state.collectors()[1].phase, Phase::pending);
  EXPECT_EQ(state.elapsed(at(5)), 0);
  EXPECT_FALSE(state.rate(at(5)));
  EXPECT_FALSE(state.eta(at(5)));
  EXPECT_EQ(state.total().target, 0U) << "one of them takes all there is";
}

TEST(RunState, ARateLooksBackOverAWindow) {
  RunState state = steady(60, 1000);
  EXPECT_NEAR(*state.collectors()[0].rate(at(60)), 10, 0.01);
  // Ten seconds of silence are in the next one.
  EXPECT_NEAR(*state.collectors()[0].rate(at(70)), 200.0 / 30, 0.2);
  EXPECT_NEAR(*state.collectors()[0].mean_rate(at(60)), 10, 0.01);
  EXPECT_NEAR(*state.rate(at(60)), 10, 0.01);
}

TEST(RunState, ARateIsNotKnownAtOnceAndNotAfterTheEnd) {
  RunState state = steady(1, 1000);
  EXPECT_FALSE(state.collectors()[0].rate(at(1)));
  EXPECT_TRUE(state.collectors()[0].rate(at(2)));
  state.on(event_of(Kind::collector_ended, 3, "osv", Phase::exhausted, 30, 1000));
  EXPECT_FALSE(state.collectors()[0].rate(at(9)));
  EXPECT_FALSE(state.rate(at(9)));
  EXPECT_EQ(state.collectors()[0].seconds(at(9)), 3);
  EXPECT_EQ(*state.collectors()[0].share(), 1.0);
}

TEST(RunState, AnEtaNeedsAPaceAndAnEnd) {
  EXPECT_NEAR(*steady(40, 1000).eta(at(40)), 60, 0.1);
  EXPECT_FALSE(steady(40, 0).eta(at(40))) << "all there is, and nobody knows how much that is";
  RunState state = steady(40, 0);
  for (double now = 40; now <= 80; now += 0.5) {
    Event event = event_of(Kind::progress, now, "osv", Phase::running, 400, 0);
    event.tally.done = static_cast<std::uint64_t>(now);
    event.tally.total = 100;
    event.tally.noun = "archive";
    state.on(event);
  }
  EXPECT_NEAR(*state.eta(at(80)), 20, 0.1) << "by what the plugin counts";
  EXPECT_FALSE(state.eta(at(200))) << "nothing moves any more";
}

TEST(RunState, WhatEarlierRunsDidIsNoPace) {
  RunState state(plan_of({{"osv", 0}}));
  state.on(event_of(Kind::collector_started, 0, "osv", Phase::running, 0, 0));
  for (int now = 1; now <= 11; ++now) {
    Event event = event_of(Kind::progress, now, "osv", Phase::running, 0, 0);
    event.tally.done = 500 + static_cast<std::uint64_t>(now - 1) * 10;
    event.tally.total = 1000;
    state.on(event);
  }
  EXPECT_NEAR(*state.eta(at(11)), 40, 0.1);
}

TEST(RunState, AnEtaIsNoShorterThanAWait) {
  RunState state = steady(40, 1000);
  Event event = event_of(Kind::waiting, 40, "osv", Phase::running, 400, 1000, "limit of osv");
  event.until = at(340);
  state.on(event);
  EXPECT_NEAR(*state.eta(at(40)), 300, 0.1);
  ASSERT_TRUE(state.collectors()[0].wait(at(41)));
  EXPECT_EQ(state.collectors()[0].wait(at(41))->kind, Wait::Kind::limit);
  EXPECT_FALSE(state.collectors()[0].wait(at(341)));
}

TEST(RunState, TheWholeEtaIsTheLongestAndUnknownWhereOneIs) {
  const auto run = [](Mode mode) {
    RunState state(plan_of({{"a", 1000}, {"b", 1000}}, mode));
    for (double now = 0; now <= 10; now += 0.5) {
      state.on(event_of(Kind::progress, now, "a", Phase::running, static_cast<std::uint64_t>(now * 10), 1000));
      state.on(event_of(Kind::progress, now, "b", Phase::running, static_cast<std::uint64_t>(now * 20), 1000));
    }
    return state;
  };
  EXPECT_NEAR(*run(Mode::parallel).eta(at(10)), 90, 0.1);
  EXPECT_NEAR(*run(Mode::sequential).eta(at(10)), 130, 0.1);
  RunState one_to_come(plan_of({{"a", 1000}, {"b", 1000}}, Mode::sequential));
  for (double now = 0; now <= 10; now += 0.5) {
    one_to_come.on(event_of(Kind::progress, now, "a", Phase::running, static_cast<std::uint64_t>(now * 10), 1000));
  }
  EXPECT_FALSE(one_to_come.eta(at(10)));
}

TEST(RunState, PausedThereIsNoEta) {
  RunState state = steady(40, 1000);
  state.on(event_of(Kind::paused, 40));
  state.on(event_of(Kind::progress, 40, "osv", Phase::paused, 400, 1000));
  EXPECT_EQ(state.stage(), RunState::Stage::paused);
  EXPECT_FALSE(state.eta(at(41)));
  state.on(event_of(Kind::unpaused, 50));
  EXPECT_EQ(state.stage(), RunState::Stage::collecting);
  EXPECT_FALSE(state.paused_since());
}

TEST(RunState, TheShareIsOfTheTargetOrOfWhatThePluginCounts) {
  RunState state(plan_of({{"osv", 200}}));
  EXPECT_EQ(*state.collectors()[0].share(), 0);
  state.on(event_of(Kind::progress, 1, "osv", Phase::running, 50, 200));
  EXPECT_EQ(*state.collectors()[0].share(), 0.25);
  state.on(event_of(Kind::collector_ended, 2, "osv", Phase::failed, 50, 200, "crash: killed"));
  EXPECT_EQ(*state.collectors()[0].share(), 0.25) << "what failed did not do its work";
  EXPECT_EQ(state.errors(), 1U);
  EXPECT_EQ(state.failed(), 1U);
  RunState open(plan_of({{"osv", 0}}));
  EXPECT_FALSE(open.collectors()[0].share());
}

TEST(RunState, CountsWhatItSums) {
  RunState state(plan_of({{"a", 10}, {"b", 20}}));
  Event event = event_of(Kind::progress, 1, "a", Phase::running, 5, 10);
  event.tally.requests = 7;
  event.tally.crew = {{0, 100}, {1, 300}};
  state.on(event);
  state.on(event_of(Kind::collector_ended, 2, "b", Phase::completed, 20, 20));
  EXPECT_EQ(state.total().committed, 25U);
  EXPECT_EQ(state.total().target, 30U);
  EXPECT_EQ(state.total().requests, 7U);
  EXPECT_EQ(state.collectors()[0].memory(), 400U);
  EXPECT_EQ(state.collectors()[0].largest_worker(), 300U);
  EXPECT_EQ(state.active(), 1U);
  EXPECT_EQ(state.complete(), 1U);
}

TEST(RunState, RecentEventsAreBoundedHarmlessAndWithoutProgress) {
  RunState state(plan_of({{"osv", 0}}));
  state.on(event_of(Kind::progress, 1, "osv", Phase::running, 1, 0));
  EXPECT_TRUE(state.recent().empty());
  Event line = event_of(Kind::log, 1, "osv", Phase::running, 1, 0, "\x1b[2J\x1b]0;x\a" + std::string(1'000'000, 'y'));
  for (std::size_t i = 0; i < kRecentMost + 10; ++i) state.on(line);
  EXPECT_EQ(state.recent().size(), kRecentMost);
  EXPECT_EQ(state.recent_dropped(), 10U);
  EXPECT_LE(state.recent().back().text.size(), kRecentBytes + 3);
  EXPECT_EQ(state.recent().back().text.find('\x1b'), std::string::npos);
  line.level = LogLevel::debug;
  line.text = "detail";
  state.on(line);
  EXPECT_NE(state.recent().back().text, "detail");
  RunState debugging(plan_of({{"osv", 0}}), true);
  debugging.on(line);
  EXPECT_EQ(debugging.recent().back().text, "detail");
}

TEST(RunState, ReportsAndTheEnd) {
  RunState state(plan_of({{"osv", 0}}));
  state.on(event_of(Kind::run_started, 0, "/data/demo"));
  state.on(event_of(Kind::report_started, 1, "json"));
  EXPECT_EQ(state.stage(), RunState::Stage::reporting);
  EXPECT_EQ(state.reports().back().is, ReportState::Is::writing);
  state.on(event_of(Kind::report_written, 2, "/data/demo/a.json"));
  state.on(event_of(Kind::report_started, 2, "pdf"));
  state.on(event_of(Kind::report_failed, 3, "pdf: crash"));
  ASSERT_EQ(state.reports().size(), 2U);
  EXPECT_EQ(state.reports()[0].is, ReportState::Is::written);
  EXPECT_EQ(state.reports()[1].is, ReportState::Is::failed);
  state.on(event_of(Kind::run_ended, 4, "all done"));
  EXPECT_EQ(state.elapsed(at(100)), 4);
  EXPECT_EQ(state.summary(), "all done");
}

TEST(RunState, PaceIsOldestFirst) {
  RunState state(plan_of({{"osv", 0}}));
  std::uint64_t committed = 0;
  for (int second = 0; second <= 10; ++second) {
    committed += second >= 6 ? 20U : 0U;
    state.on(event_of(Kind::progress, second, "osv", Phase::running, committed, 0));
  }
  const auto pace = state.collectors()[0].pace(at(10), 10, std::chrono::seconds(1));
  ASSERT_EQ(pace.size(), 10U);
  EXPECT_EQ(pace.front(), 0);
  EXPECT_EQ(pace.back(), 20);
  EXPECT_EQ(state.collectors()[0].pace(at(10), 60, std::chrono::seconds(1)).size(), 10U) << "no more than was seen";
}

TEST(RunState, AClockThatIsSetBackMakesNoNegativeTimes) {
  RunState state = steady(10, 100);
  EXPECT_EQ(state.elapsed(at(-50)), 0);
  EXPECT_FALSE(state.collectors()[0].rate(at(-50)));
}

}  // namespace
}  // namespace streamguard::view
