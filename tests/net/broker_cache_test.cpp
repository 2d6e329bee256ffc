#include <gtest/gtest.h>

#include <fstream>

#include "loopback_server.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {
namespace fs = std::filesystem;

Reply validated(const Seen& seen, const std::string& etag, const std::string& body) {
  if (seen.header("if-none-match") == etag) return reply(304, "", {{"etag", etag}});
  return reply(200, body, {{"etag", etag}});
}

TEST(BrokerCache, RevalidatesOnceInEachRun) {
  LoopbackServer server([](const Seen& seen) { return validated(seen, "\"1\"", "body"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(server.count(), 1);
  EXPECT_EQ(world.broker->traffic("osv").from_cache, 1U);
  world.start();
  const auto sink = world.get(request_for("osv", "/x"));
  EXPECT_EQ(sink->text, "body");
  EXPECT_EQ(sink->status, 200);
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(server.count(), 2);
  EXPECT_EQ(server.seen().at(1).header("if-none-match"), "\"1\"");
  EXPECT_EQ(world.broker->traffic("osv").requests, 1U);
  EXPECT_EQ(world.broker->traffic("osv").from_cache, 2U);
  EXPECT_EQ(world.broker->traffic("osv").bytes, 0U);
}

TEST(BrokerCache, AFreshAnswerIsTakenByTheNextRunWithoutAsking) {
  LoopbackServer server([](const Seen& seen) {
    if (seen.method == "POST") return reply(200, "{\"data\": {\"text\": \"\\\"errors\\\"\"}}");
    return reply(200, "page");  // without anything to ask it by
  });
  World world;
  world.upstream("osv", server.url());
  world.plan.cache.fresh = std::chrono::hours(2);
  Request query = request_for("osv", "/graphql");
  query.method = "POST";
  query.body = "{}";
  for (int run = 0; run < 2; ++run) {
    world.start();
    EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "page");
    EXPECT_EQ(world.get(query)->text, "{\"data\": {\"text\": \"\\\"errors\\\"\"}}");
    EXPECT_EQ(server.count(), 2);
  }
  world.clock.move(std::chrono::hours(2));
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "page");
  EXPECT_EQ(world.get(query)->status, 200);
  EXPECT_EQ(server.count(), 4);
}

TEST(BrokerCache, AQueryThatWasRefusedInsideIsNotKept) {
  // What GraphQL could not do stands behind its data, far from the beginning.
  const std::string refusal = "{\"data\": \"" + std::string(100'000, 'x') + "\", \"errors\": []}";
  LoopbackServer server([&](const Seen&) { return reply(200, refusal); });
  World world;
  world.upstream("osv", server.url());
  world.plan.cache.fresh = std::chrono::hours(2);
  world.start();
  Request query = request_for("osv", "/graphql");
  query.method = "POST";
  query.body = "{}";
  for (int ask = 1; ask <= 2; ++ask) {
    EXPECT_EQ(world.get(query)->text, refusal);
    EXPECT_EQ(server.count(), ask);
  }
}

TEST(BrokerCache, WhatACollectorStumbledOverIsAskedForAnew) {
  LoopbackServer server([](const Seen& seen) {
    return seen.number <= 2 ? reply(200, "<html>sorry</html>", {{"etag", "\"1\""}}) : validated(seen, "\"1\"", "body");
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "<html>sorry</html>");
  Request immutable = request_for("osv", "/y");
  immutable.immutable = true;
  EXPECT_EQ(world.get(immutable)->text, "<html>sorry</html>");
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "<html>sorry</html>");
  EXPECT_EQ(server.count(), 2);
  world.broker->distrust("another");
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "<html>sorry</html>");
  world.broker->distrust("osv");
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(world.get(immutable)->text, "body");
  EXPECT_EQ(server.count(), 4);
  EXPECT_EQ(server.seen().at(2).header("if-none-match"), "") << "its validators would keep it";
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(server.count(), 4) << "once";
}

TEST(BrokerCache, TakesTheNewBodyWhenTheOldOneIsOutdated) {
  LoopbackServer server([](const Seen& seen) {
    return validated(seen, seen.number == 1 ? "\"1\"" : "\"2\"", "v" + std::to_string(seen.number));
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  world.get(request_for("osv", "/x"));
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "v2");
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "v2");
  EXPECT_EQ(server.count(), 3);
}

TEST(BrokerCache, UsesLastModifiedToo) {
  const std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
  LoopbackServer server([&](const Seen& seen) {
    return seen.header("if-modified-since") == date ? reply(304, "") : reply(200, "body", {{"last-modified", date}});
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  world.get(request_for("osv", "/x"));
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(world.broker->traffic("osv").from_cache, 1U);
}

TEST(BrokerCache, ImmutableAnswersNeedNoRequest) {
  LoopbackServer server([](const Seen&) { return reply(200, "commit"); });
  World world;
  world.upstream("git", server.url());
  world.start();
  Request request = request_for("git", "/commit/1");
  request.immutable = true;
  world.get(request);
  world.start();
  EXPECT_EQ(world.get(request)->text, "commit");
  EXPECT_EQ(server.count(), 1);
  EXPECT_EQ(world.broker->traffic("osv").requests, 0U);
  EXPECT_EQ(world.broker->traffic("osv").from_cache, 1U);
}

TEST(BrokerCache, AnAnswerWithoutValidatorIsFetchedAgainInTheNextRun) {
  LoopbackServer server([](const Seen& seen) { return reply(200, std::to_string(seen.number)); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  world.get(request_for("osv", "/x"));
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "2");
}

TEST(BrokerCache, CollectorsShareIt) {
  LoopbackServer server([](const Seen&) { return reply(200, "shared"); });
  World world;
  world.plan.collectors.emplace_back();
  world.plan.collectors.back().name = "cve";
  world.upstream("git", server.url());
  world.start();
  world.get(request_for("git", "/x"));
  Request request = request_for("git", "/x");
  request.collector = "cve";
  EXPECT_EQ(world.get(request)->text, "shared");
  EXPECT_EQ(server.count(), 1);
  EXPECT_EQ(world.broker->traffic("cve").from_cache, 1U);
}

TEST(BrokerCache, RequestsInFlightTogetherAreFetchedOnce) {
  std::mutex mutex;
  std::condition_variable changed;
  bool go = false;
  LoopbackServer server([&](const Seen&) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return go; });
    return reply(200, "once");
  });
  World world;
  world.upstream("git", server.url());
  world.start();
  std::vector<std::shared_ptr<MemorySink>> sinks;
  for (int i = 0; i < 5; ++i) sinks.push_back(world.ask(request_for("git", "/x")));
  server.wait_for_requests(1);
  {
    const std::lock_guard lock(mutex);
    go = true;
    changed.notify_all();
  }
  for (const auto& sink : sinks) {
    sink->wait();
    EXPECT_EQ(sink->text, "once");
  }
  EXPECT_EQ(server.count(), 1);
}

TEST(BrokerCache, AnotherHeaderIsAnotherAnswer) {
  LoopbackServer server([](const Seen& seen) { return reply(200, seen.header("accept")); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/x");
  request.headers = {{"Accept", "a/b"}};
  EXPECT_EQ(world.get(request)->text, "a/b");
  request.headers = {{"Accept", "c/d"}};
  EXPECT_EQ(world.get(request)->text, "c/d");
}

TEST(BrokerCache, ErrorsAndPostsAreNotKept) {
  LoopbackServer server([](const Seen& seen) { return reply(seen.target == "/gone" ? 404 : 200, "{\"errors\":[]}"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  for (int i = 0; i < 2; ++i) world.get(request_for("osv", "/gone"));
  EXPECT_EQ(server.count(), 2);
  Request post = request_for("osv", "/graphql");
  post.method = "POST";
  for (int i = 0; i < 2; ++i) world.get(post);
  EXPECT_EQ(server.count(), 4);
  post.immutable = true;  // but it says "errors"
  for (int i = 0; i < 2; ++i) world.get(post);
  EXPECT_EQ(server.count(), 6);
}

TEST(BrokerCache, KeepsNothingWhenToldSo) {
  LoopbackServer server([](const Seen& seen) {
    return reply(200, "x",
                 seen.target == "/private" ? Headers{{"cache-control", "private, no-store"}} : Headers{{"etag", "1"}});
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/x");
  request.no_store = true;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(world.get(request)->text, "x");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(world.get(request_for("osv", "/private"))->text, "x");
  EXPECT_EQ(server.count(), 4);
  world.plan.cache.enabled = false;
  world.start();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(world.get(request_for("osv", "/y"))->text, "x");
  EXPECT_EQ(server.count(), 6);
  world.broker.reset();
  EXPECT_TRUE(fs::is_empty(world.cache() / "tmp"));
  EXPECT_TRUE(fs::is_empty(world.cache() / "http"));
}

TEST(BrokerCache, ADamagedEntryIsFetchedAgainWithoutValidators) {
  LoopbackServer server([](const Seen& seen) { return validated(seen, "\"1\"", "body"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  world.get(request_for("osv", "/x"));
  world.broker.reset();
  for (const auto& file : fs::recursive_directory_iterator(world.cache() / "http")) {
    if (file.path().extension() == ".body") std::ofstream(file.path(), std::ios::binary) << "b0dy";
  }
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/x"))->text, "body");
  EXPECT_EQ(server.seen().at(1).header("if-none-match"), "");
}

}  // namespace
}  // namespace streamguard::net::testing
