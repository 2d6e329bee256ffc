#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "loopback_server.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<std::string> waits(World& world) {
  const std::lock_guard lock(world.mutex);
  std::vector<std::string> out;
  for (const Event& event : world.events) {
    if (event.kind == Event::Kind::waiting) out.push_back(event.collector + ": " + event.text);
  }
  return out;
}

TEST(BrokerLimits, HoldsTheWindowAndTellsOfTheWait) {
  LoopbackServer server([](const Seen&) { return reply(200, "x"); });
  World world;
  world.upstream("nvd", server.url()).limit = RateLimit{5, seconds(30)};
  world.start();
  std::vector<std::shared_ptr<MemorySink>> sinks;
  for (int i = 0; i < 12; ++i) sinks.push_back(world.ask(request_for("nvd", "/" + std::to_string(i))));
  for (const auto& sink : sinks) sink->wait();
  EXPECT_NEAR(world.clock.passed().count(), 60.6, 0.01);  // 5, then 5, then 2: two windows with their margins
  EXPECT_NEAR(world.broker->traffic("osv").waited_seconds, 60.6, 0.01);
  EXPECT_EQ(waits(world).at(0), "osv: limit of nvd");
  EXPECT_EQ(waits(world).size(), 2U);
}

TEST(BrokerLimits, TellsHowItsUpstreamsAreUsed) {
  LoopbackServer server([](const Seen&) { return reply(200, "four"); });
  World world;
  world.upstream("nvd", server.url()).limit = RateLimit{2, seconds(30)};
  world.upstream("idle", server.url());
  world.folder.write("here", "12345");
  world.upstream("mirror", "file://" + world.folder.path().string());
  world.start();
  world.get(request_for("mirror", "/here"));
  for (int i = 0; i < 3; ++i) world.get(request_for("nvd", "/" + std::to_string(i)));
  const auto uses = world.broker->upstreams();
  ASSERT_EQ(uses.size(), 3U);
  EXPECT_EQ(uses[0].name, "idle");
  EXPECT_EQ(uses[0].requests, 0U);
  EXPECT_EQ(uses[0].limit, 0U);
  EXPECT_EQ(uses[1].name, "mirror");
  EXPECT_EQ(uses[1].requests, 0U) << "a folder is asked without a request";
  EXPECT_EQ(uses[1].local, 1U);
  EXPECT_EQ(uses[1].bytes, 5U);
  EXPECT_EQ(uses[2].name, "nvd");
  EXPECT_EQ(uses[2].requests, 3U);
  EXPECT_EQ(uses[2].from_cache, 0U);
  EXPECT_EQ(uses[2].local, 0U);
  EXPECT_EQ(uses[2].bytes, 12U);
  EXPECT_EQ(uses[2].limit, 2U);
  EXPECT_EQ(uses[2].window, seconds(30));
  EXPECT_NEAR(uses[2].waited_seconds, 30.3, 0.01);
}

TEST(BrokerLimits, PausedItStartsNothing) {
  LoopbackServer server([](const Seen&) { return reply(200, "x"); });
  World world;
  world.upstream("nvd", server.url());
  world.folder.write("here", "1");
  world.upstream("mirror", "file://" + world.folder.path().string());
  world.start();
  world.broker->pause(true);
  const auto held = world.ask(request_for("nvd", "/1"));
  EXPECT_TRUE(world.get(request_for("mirror", "/here"))->ok()) << "what needs no network is behind it, and answered";
  EXPECT_TRUE(server.seen().empty());
  world.broker->pause(false);
  held->wait();
  EXPECT_TRUE(held->ok());
}

TEST(BrokerLimits, ARestartedHostDoesNotExceedTheWindow) {
  LoopbackServer server([](const Seen&) { return reply(200, "x"); });
  World world;
  world.upstream("nvd", server.url()).limit = RateLimit{2, seconds(30)};
  world.start();
  world.get(request_for("nvd", "/1"));
  world.get(request_for("nvd", "/2"));
  world.start();
  world.get(request_for("nvd", "/3"));
  EXPECT_NEAR(world.clock.passed().count(), 30.3, 0.01);
}

TEST(BrokerLimits, CollectorsTakeTurns) {
  std::promise<void> all_asked;
  const std::shared_future<void> go = all_asked.get_future().share();
  LoopbackServer server([&](const Seen&) {
    go.wait();
    return reply(200, "x");
  });
  World world;
  world.plan.collectors.emplace_back();
  world.plan.collectors.back().name = "cve";
  Upstream& upstream = world.upstream("nvd", server.url());
  upstream.limit = RateLimit{1, seconds(30)};
  upstream.concurrency = 1;
  world.start();
  std::vector<std::shared_ptr<MemorySink>> sinks;
  for (int i = 0; i < 6; ++i) sinks.push_back(world.ask(request_for("nvd", "/many/" + std::to_string(i))));
  Request other = request_for("nvd", "/few");
  other.collector = "cve";
  sinks.push_back(world.ask(other));
  all_asked.set_value();
  for (const auto& sink : sinks) sink->wait();
  std::vector<std::string> order;
  for (const Seen& seen : server.seen()) order.push_back(seen.target);
  EXPECT_LE(std::find(order.begin(), order.end(), "/few") - order.begin(), 2)
      << "the second collector waited for all of the first";
  std::erase(order, "/few");
  EXPECT_EQ(order, (std::vector<std::string>{"/many/0", "/many/1", "/many/2", "/many/3", "/many/4", "/many/5"}));
}

TEST(BrokerLimits, ConcurrencyIsNeverExceeded) {
  std::atomic<int> now{0}, most{0};
  LoopbackServer server([&](const Seen&) {
    const int here = ++now;
    int known = most;
    while (known < here && !most.compare_exchange_weak(known, here)) {
    }
    return Reply{{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n", "x"}, [&] { --now; }, false};
  });
  World world;
  world.upstream("git", server.url()).concurrency = 3;
  world.start();
  std::vector<std::shared_ptr<MemorySink>> sinks;
  for (int i = 0; i < 40; ++i) sinks.push_back(world.ask(request_for("git", "/" + std::to_string(i))));
  for (const auto& sink : sinks) sink->wait();
  EXPECT_LE(most, 3);
}

TEST(BrokerLimits, ObeysRetryAfterForTheWholeUpstream) {
  LoopbackServer server([](const Seen& seen) {
    return seen.number == 1 ? reply(429, "", {{"retry-after", "90"}}) : reply(200, "x");
  });
  World world;
  world.upstream("api", server.url()).concurrency = 1;
  world.start();
  const auto first = world.ask(request_for("api", "/1"));
  const auto second = world.ask(request_for("api", "/2"));
  first->wait();
  second->wait();
  EXPECT_TRUE(first->ok() && second->ok());
  EXPECT_NEAR(world.clock.passed().count(), 90.0, 0.01);
  EXPECT_EQ(server.seen().at(1).target, "/1");
  EXPECT_EQ(waits(world), (std::vector<std::string>{"osv: limit of api"}));
  EXPECT_NEAR(world.broker->traffic("osv").waited_seconds, 90.0, 0.01);
}

TEST(BrokerLimits, RetryAfterMayBeADateAndZeroStillWaits) {
  LoopbackServer server([](const Seen& seen) {
    if (seen.number == 1) return reply(503, "", {{"retry-after", "Sat, 31 Jan 2026 12:02:00 GMT"}});
    if (seen.number == 2) return reply(503, "", {{"retry-after", "0"}});
    return reply(200, "x");
  });
  World world;
  world.upstream("api", server.url());
  world.start();
  EXPECT_TRUE(world.get(request_for("api", "/1"))->ok());
  EXPECT_GE(world.clock.passed().count(), 120.5);
  EXPECT_LE(world.clock.passed().count(), 121.1);
}

TEST(BrokerLimits, WaitsForTheResetWhenNoneRemain) {
  LoopbackServer server([](const Seen& seen) {
    if (seen.number == 1) return reply(200, "x", {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1769860860"}});
    return reply(200, "x");
  });
  World world;
  world.upstream("api", server.url());
  world.start();
  world.get(request_for("api", "/1"));
  EXPECT_EQ(world.clock.passed().count(), 0.0);
  world.get(request_for("api", "/2"));
  EXPECT_NEAR(world.clock.passed().count(), 61.0, 0.01);
}

TEST(BrokerLimits, TellsARefusalFromALimit) {
  const auto first = [](Reply answer, std::optional<RateLimit> limit, const std::string& method) {
    LoopbackServer server([&](const Seen& seen) { return seen.number == 1 ? answer : reply(200, "fine"); });
    World world;
    world.upstream("api", server.url()).limit = limit;
    world.start();
    Request request = request_for("api", "/x");
    request.method = method;
    const auto sink = world.get(request);
    return sink->ok() ? server.count() : -server.count();
  };
  const RateLimit limit{50, seconds(30)};
  EXPECT_EQ(first(reply(403, "forbidden"), std::nullopt, "GET"), -1);
  EXPECT_EQ(first(reply(403, "forbidden"), limit, "GET"), 2);  // NVD
  EXPECT_EQ(first(reply(403, "no", {{"x-ratelimit-remaining", "7"}}), limit, "GET"), -1);
  EXPECT_EQ(
      first(reply(403, "You have exceeded a secondary rate limit", {{"x-ratelimit-remaining", "7"}}), limit, "GET"), 2);
  EXPECT_EQ(first(reply(403, "no", {{"retry-after", "3"}}), std::nullopt, "GET"), 2);
  const std::string refused = "{\"errors\":[{\"type\":\"RATE_LIMITED\"}]}";
  EXPECT_EQ(
      first(reply(200, refused, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1769860860"}}), limit, "POST"),
      2);
  EXPECT_EQ(first(reply(200, refused), limit, "POST"), 1);  // a text alone proves nothing
}

TEST(BrokerLimits, GivesUpWithTheTimeToWait) {
  LoopbackServer server([](const Seen&) { return reply(429, "", {{"retry-after", "7200"}}); });
  World world;
  world.upstream("api", server.url());
  world.start();
  const auto sink = world.get(request_for("api", "/x"));
  EXPECT_EQ(sink->code(), Code::rate_limited);
  EXPECT_EQ(sink->error->retry_after_ms, 7'200'000U);
  EXPECT_EQ(server.count(), 1);
}

}  // namespace
}  // namespace streamguard::net::testing
