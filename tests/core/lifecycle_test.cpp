#include "core/lifecycle.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "core/limits.hpp"

namespace streamguard::lifecycle {
namespace {

using std::chrono::milliseconds;

// Every cell that does something, written down a second time from lifecycle.hpp's prose; all others must stay where
// they are, as nothing or as impossible.
const std::map<std::pair<State, Event>, Step> kExpected{
    {{State::pending, Event::start}, {State::starting, Action::spawn}},
    {{State::pending, Event::stop}, {State::ended, Action::interrupt}},
    {{State::pending, Event::stop_now}, {State::ended, Action::interrupt}},
    {{State::starting, Event::ready}, {State::running, Action::none}},
    {{State::starting, Event::gone_ok}, {State::ended, Action::complete}},
    {{State::starting, Event::gone_stopped}, {State::ended, Action::interrupt}},
    {{State::starting, Event::gone_retry}, {State::backing_off, Action::retry}},
    {{State::starting, Event::gone_never}, {State::ended, Action::fail}},
    {{State::starting, Event::lease_expired}, {State::killing, Action::kill}},
    {{State::starting, Event::deadline}, {State::killing, Action::kill}},
    {{State::starting, Event::stop}, {State::stopping, Action::cancel}},
    {{State::starting, Event::stop_now}, {State::killing, Action::kill}},
    {{State::running, Event::gone_ok}, {State::ended, Action::complete}},
    {{State::running, Event::gone_stopped}, {State::ended, Action::interrupt}},
    {{State::running, Event::gone_retry}, {State::backing_off, Action::retry}},
    {{State::running, Event::gone_never}, {State::ended, Action::fail}},
    {{State::running, Event::lease_expired}, {State::stopping, Action::cancel}},
    {{State::running, Event::target_met}, {State::stopping, Action::cancel}},
    {{State::running, Event::stop}, {State::stopping, Action::cancel}},
    {{State::running, Event::stop_now}, {State::killing, Action::kill}},
    {{State::stopping, Event::gone_ok}, {State::ended, Action::complete}},
    {{State::stopping, Event::gone_stopped}, {State::ended, Action::interrupt}},
    {{State::stopping, Event::gone_retry}, {State::backing_off, Action::retry}},
    {{State::stopping, Event::gone_never}, {State::ended, Action::fail}},
    {{State::stopping, Event::deadline}, {State::killing, Action::kill}},
    {{State::stopping, Event::stop_now}, {State::killing, Action::kill}},
    {{State::killing, Event::gone_ok}, {State::ended, Action::complete}},
    {{State::killing, Event::gone_stopped}, {State::ended, Action::interrupt}},
    {{State::killing, Event::gone_retry}, {State::backing_off, Action::retry}},
    {{State::killing, Event::gone_never}, {State::ended, Action::fail}},
    {{State::killing, Event::deadline}, {State::killing, Action::kill}},
    {{State::killing, Event::stop_now}, {State::killing, Action::kill}},
    {{State::backing_off, Event::backoff_over}, {State::starting, Action::spawn}},
    {{State::backing_off, Event::stop}, {State::ended, Action::interrupt}},
    {{State::backing_off, Event::stop_now}, {State::ended, Action::interrupt}},
};

TEST(Lifecycle, EveryCellIsAsWritten) {
  for (int s = 0; s < kStates; ++s) {
    for (int e = 0; e < kEvents; ++e) {
      const auto state = static_cast<State>(s);
      const auto event = static_cast<Event>(e);
      const Step got = step(state, event);
      SCOPED_TRACE(std::string(name_of(state)) + " + " + name_of(event));
      const auto expected = kExpected.find({state, event});
      if (expected != kExpected.end()) {
        EXPECT_EQ(got, expected->second);
      } else {
        EXPECT_EQ(got.next, state);
        EXPECT_TRUE(got.action == Action::none || got.action == Action::impossible);
      }
    }
  }
}

TEST(Lifecycle, WithoutAWorkerItsEndIsImpossible) {
  for (const State state : {State::pending, State::backing_off, State::ended}) {
    for (const Event event : {Event::gone_ok, Event::gone_stopped, Event::gone_retry, Event::gone_never}) {
      EXPECT_EQ(step(state, event).action, Action::impossible);
    }
  }
}

TEST(Lifecycle, TheEndIsTheEnd) {
  for (int e = 0; e < kEvents; ++e) EXPECT_EQ(step(State::ended, static_cast<Event>(e)).next, State::ended);
}

TEST(Restarts, PausesGrowWithinTheirBoundsAndThenGiveUp) {
  Restarts restarts(12, milliseconds(600'000), 1);
  const Restarts::Time now{};
  for (int i = 0; i < 12; ++i) {
    const auto pause = restarts.next(now, milliseconds(0));
    ASSERT_TRUE(pause);
    const auto full = std::min<milliseconds>(limits::kBackoffFirst * (1 << i), limits::kBackoffMost);
    EXPECT_GE(*pause, full / 2);
    EXPECT_LE(*pause, full);
  }
  EXPECT_FALSE(restarts.next(now, milliseconds(0)));
}

TEST(Restarts, TheWindowSlides) {
  Restarts restarts(2, milliseconds(1000), 1);
  const Restarts::Time start{};
  EXPECT_TRUE(restarts.next(start, milliseconds(0)));
  EXPECT_TRUE(restarts.next(start + milliseconds(900), milliseconds(0)));
  EXPECT_FALSE(restarts.next(start + milliseconds(999), milliseconds(0)));
  EXPECT_TRUE(restarts.next(start + milliseconds(1000), milliseconds(0)));
}

TEST(Restarts, ProgressMakesThePauseSmallAgain) {
  Restarts restarts(100, milliseconds(1000), 1);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(restarts.next({}, milliseconds(0)));
  restarts.progressed();
  EXPECT_LE(*restarts.next({}, milliseconds(0)), limits::kBackoffFirst);
}

TEST(Restarts, WaitsAtLeastAsLongAsTheUpstreamSaid) {
  Restarts restarts(1, milliseconds(1000), 1);
  EXPECT_EQ(restarts.next({}, milliseconds(123'456)), milliseconds(123'456));
}

TEST(Restarts, ForgivenOnesDoNotCount) {
  Restarts restarts(2, milliseconds(1000), 1);
  ASSERT_TRUE(restarts.next({}, milliseconds(0)));
  ASSERT_TRUE(restarts.next({}, milliseconds(0)));
  restarts.forgive(2);
  EXPECT_TRUE(restarts.next({}, milliseconds(0)));
}

TEST(Restarts, SeedsGiveDifferentJitter) {
  Restarts one(9, milliseconds(1000), 1);
  Restarts two(9, milliseconds(1000), 2);
  bool differ = false;
  for (int i = 0; i < 9; ++i) differ = differ || one.next({}, milliseconds(0)) != two.next({}, milliseconds(0));
  EXPECT_TRUE(differ);
}

TEST(UnitFailures, TheThirdInOneUnitWithNothingCommittedQuarantinesIt) {
  UnitFailures failures;
  failures.began(7);
  for (int i = 1; i < limits::kQuarantineAfter; ++i) {
    EXPECT_FALSE(failures.ended(7));
    EXPECT_FALSE(failures.count("page 3"));
    failures.began(7);
  }
  EXPECT_FALSE(failures.ended(7));
  EXPECT_TRUE(failures.count("page 3"));
  failures.forget(8);
  EXPECT_FALSE(failures.ended(8)) << "the quarantine's own commit is no progress";
  EXPECT_FALSE(failures.count("page 3"));
}

TEST(UnitFailures, ACommitAnotherUnitOrNoUnitBeginTheCountAnew) {
  UnitFailures failures;
  failures.began(1);
  EXPECT_FALSE(failures.ended(1));
  EXPECT_FALSE(failures.count("a"));
  EXPECT_FALSE(failures.count("a"));
  EXPECT_TRUE(failures.ended(2)) << "something was committed";
  EXPECT_FALSE(failures.count("a"));
  EXPECT_FALSE(failures.count("a"));
  EXPECT_FALSE(failures.count("b"));
  EXPECT_FALSE(failures.count("a"));
  for (int i = 0; i < 2 * limits::kQuarantineAfter; ++i) EXPECT_FALSE(failures.count("")) << "nothing to go past";
}

TEST(UnitFailures, WhatWasCommittedBeforeTheFirstFailureIsProgress) {
  UnitFailures failures;
  failures.began(5);
  EXPECT_TRUE(failures.ended(6));
  failures.began(6);
  EXPECT_FALSE(failures.ended(6));
}

}  // namespace
}  // namespace streamguard::lifecycle
