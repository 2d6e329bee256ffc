#include "net/retry.hpp"

#include <gtest/gtest.h>

#include <map>

#include "net/bounds.hpp"

namespace streamguard::net {
namespace {

using std::chrono::seconds;

Answer status(int code) {
  Answer answer;
  answer.status = code;
  return answer;
}

Decision decide_first(const Answer& answer, int attempt = 1, milliseconds waited = milliseconds(0)) {
  Jitter jitter(1);
  return decide(answer, attempt, waited, std::nullopt, jitter);
}

TEST(RetryTable, EveryStatusHasItsVerdict) {
  std::map<int, Verdict> wanted;
  for (int code = 0; code < 1000; ++code) wanted[code] = Verdict::data;
  for (int code = 200; code < 300; ++code) wanted[code] = Verdict::accept;
  for (int code = 500; code < 600; ++code) wanted[code] = Verdict::transient;
  for (const int code : {301, 302, 303, 307, 308}) wanted[code] = Verdict::redirect;
  for (const int code : {408, 425}) wanted[code] = Verdict::transient;
  for (const int code : {501, 505}) wanted[code] = Verdict::data;
  for (const int code : {404, 410}) wanted[code] = Verdict::unavailable;
  for (const int code : {401, 407}) wanted[code] = Verdict::config;
  wanted[304] = Verdict::accept;
  wanted[429] = Verdict::limited;
  for (const auto& [code, verdict] : wanted) EXPECT_EQ(judge(status(code)), verdict) << code;
}

TEST(RetryTable, EveryWireEndHasItsVerdict) {
  const std::map<Wire, Verdict> wanted{
      {Wire::resolve, Verdict::transient}, {Wire::connect, Verdict::transient},  {Wire::tls, Verdict::transient},
      {Wire::slow, Verdict::transient},    {Wire::reset, Verdict::transient},    {Wire::truncated, Verdict::transient},
      {Wire::garbled, Verdict::transient}, {Wire::certificate, Verdict::config}, {Wire::refused, Verdict::config},
      {Wire::disk, Verdict::io},           {Wire::too_large, Verdict::data}};
  for (const auto& [wire, verdict] : wanted) {
    Answer answer = status(200);
    answer.wire = wire;
    EXPECT_EQ(judge(answer), verdict) << name_of(wire);
  }
}

TEST(RetryTable, LimitMarksTurnARefusalIntoAWait) {
  for (const int code : {200, 403}) {
    Answer answer = status(code);
    answer.limit_marks = true;
    EXPECT_EQ(judge(answer), Verdict::limited) << code;
  }
  Answer gone = status(404);
  gone.credentials_refused = true;
  EXPECT_EQ(judge(gone), Verdict::config);
}

TEST(RetryTable, BackoffDoublesWithJitterUpToItsBound) {
  milliseconds most = limits::kBackoffFirst;
  for (int attempt = 1; attempt < limits::kTransientAttempts; ++attempt) {
    const Decision decision = decide_first(status(503), attempt);
    EXPECT_TRUE(decision.again);
    EXPECT_FALSE(decision.pause);
    EXPECT_GE(decision.wait, most / 2);
    EXPECT_LE(decision.wait, most);
    most = std::min(most * 2, limits::kBackoffMost);
  }
  const Decision last = decide_first(status(503), limits::kTransientAttempts);
  EXPECT_FALSE(last.again);
  EXPECT_EQ(last.code, Code::transient);
}

TEST(RetryTable, RetryAfterZeroStillBacksOff) {
  Answer answer = status(503);
  answer.asked_wait = milliseconds(0);
  EXPECT_GE(decide_first(answer).wait, limits::kBackoffFirst / 2);
  Answer limited = status(429);
  limited.asked_wait = milliseconds(0);
  EXPECT_EQ(decide_first(limited).wait, limits::kLimitedFirst);
}

TEST(RetryTable, RetryAfterIsObeyed) {
  for (const int code : {429, 503}) {
    Answer answer = status(code);
    answer.asked_wait = seconds(90);
    const Decision decision = decide_first(answer);
    EXPECT_TRUE(decision.again);
    EXPECT_EQ(decision.wait, seconds(90));
    EXPECT_EQ(decision.pause, code == 429);
  }
}

TEST(RetryTable, UnaskedLimitsWaitAMinuteOrTheShorterWindowAndDouble) {
  Jitter jitter(1);
  const RateLimit nvd{5, seconds(30)};
  EXPECT_EQ(decide(status(429), 1, milliseconds(0), nvd, jitter).wait, seconds(30));
  EXPECT_EQ(decide(status(429), 2, milliseconds(0), nvd, jitter).wait, seconds(60));
  const RateLimit github{60, std::chrono::hours(1)};
  EXPECT_EQ(decide(status(429), 1, milliseconds(0), github, jitter).wait, seconds(60));
  EXPECT_EQ(decide(status(429), 3, milliseconds(0), std::nullopt, jitter).wait, seconds(240));
  EXPECT_EQ(decide(status(429), 9, milliseconds(0), std::nullopt, jitter).wait, limits::kLimitedMost);
}

TEST(RetryTable, GivesUpOnALongWaitAndOnAllWaitsTogether) {
  Answer answer = status(429);
  answer.asked_wait = limits::kAskedWaitMost + seconds(1);
  EXPECT_FALSE(decide_first(answer).again);
  EXPECT_EQ(decide_first(answer).code, Code::rate_limited);
  answer.asked_wait = seconds(60);
  EXPECT_FALSE(decide_first(answer, 2, limits::kRetryWaitMost - seconds(59)).again);
  EXPECT_FALSE(decide_first(answer, limits::kLimitedAttempts).again);
}

TEST(RetryTable, PermanentAnswersAreNotRepeated) {
  for (const int code : {400, 401, 403, 404, 410, 422, 501}) EXPECT_FALSE(decide_first(status(code)).again) << code;
}

TEST(Jitter, SameSeedSameWaits) {
  Jitter one(42), two(42), three(43);
  bool differ = false;
  for (int i = 0; i < 20; ++i) {
    const auto wait = one.spread(seconds(10));
    EXPECT_EQ(wait, two.spread(seconds(10)));
    differ = differ || wait != three.spread(seconds(10));
  }
  EXPECT_TRUE(differ);
}

}  // namespace
}  // namespace streamguard::net
