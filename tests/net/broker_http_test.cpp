#include <gtest/gtest.h>

#include <filesystem>

#include "loopback_server.hpp"
#include "net/bounds.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {
namespace fs = std::filesystem;

TEST(BrokerHttp, GivesStatusHeadersAndBody) {
  LoopbackServer server([](const Seen&) { return reply(200, "hello", {{"ETag", "x"}, {"Set-Cookie", "a=b"}}); });
  World world;
  world.upstream("osv", server.url() + "/base");
  world.start();
  Request request = request_for("osv", "/v1/vulns?x=1");
  request.headers = {{"Accept", "application/json"}};
  const auto sink = world.get(request);
  ASSERT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(sink->text, "hello");
  EXPECT_EQ(sink->status, 200);
  EXPECT_EQ(sink->headers, (Headers{{"etag", "x"}, {"content-length", "5"}}));
  const Seen seen = server.seen().at(0);
  EXPECT_EQ(seen.target, "/base/v1/vulns?x=1");
  EXPECT_EQ(seen.header("accept"), "application/json");
  EXPECT_EQ(seen.header("user-agent").substr(0, 12), "StreamGuard/");
  EXPECT_EQ(world.broker->traffic("osv").requests, 1U);
  EXPECT_EQ(world.broker->traffic("osv").bytes, 5U);
}

TEST(BrokerHttp, PostsABodyAndRepeatsItAfterAFailure) {
  LoopbackServer server([](const Seen& seen) { return seen.number == 1 ? reply(503, "busy") : reply(200, seen.body); });
  World world;
  world.upstream("api", server.url());
  world.start();
  Request request = request_for("api", "/graphql");
  request.method = "POST";
  request.body = "{\"query\":\"x\"}";
  const auto sink = world.get(request);
  ASSERT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(sink->text, request.body);
  EXPECT_EQ(server.count(), 2);
}

TEST(BrokerHttp, HeadHasNoBody) {
  LoopbackServer server([](const Seen&) { return reply(200, "", {{"content-length", "123"}}); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/x");
  request.method = "HEAD";
  const auto sink = world.get(request);
  ASSERT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(sink->headers, (Headers{{"content-length", "123"}}));
  EXPECT_EQ(sink->text, "");
}

TEST(BrokerHttp, UndoesGzipAndPlacesFiles) {
  const std::string text(100'000, 'z');
  LoopbackServer server([&](const Seen&) { return reply(200, gzip(text), {{"content-encoding", "gzip"}}); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/x");
  request.to_file = world.folder.path() / "placed";
  const auto sink = world.get(request);
  ASSERT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(read_all(sink->placed), text);
  EXPECT_EQ(sink->placed_bytes, text.size());
  EXPECT_EQ(server.seen().at(0).header("accept-encoding"), "gzip");
}

/// What breaks a body, and the good answer that follows it.
TEST(BrokerHttp, BrokenBodiesAreFetchedAgainAndNeverShownInPart) {
  const std::string packed = gzip("the whole body");
  const std::string gz = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n";
  const std::vector<Reply> broken{
      {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe who"}, nullptr, false},
      {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe who"}, nullptr, true},
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nthe who\r\n"}, nullptr, false},
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense"}, nullptr, false},
      {{gz + "Content-Length: " + std::to_string(packed.size() - 9) + "\r\n\r\n" + packed.substr(0, packed.size() - 9)},
       nullptr,
       false},
      {{gz + "\r\n" + packed.substr(0, 12)}, nullptr, false},
      {{gz + "\r\nnot gzip at all"}, nullptr, false},
      {{""}, nullptr, false},
      {{""}, nullptr, true},
      {{"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n\r\nxyz"}, nullptr, false},
  };
  for (std::size_t i = 0; i < broken.size(); ++i) {
    LoopbackServer server(
        [&](const Seen& seen) { return seen.number == 1 ? broken[i] : reply(200, "the whole body"); });
    World world;
    world.upstream("osv", server.url());
    world.start();
    const auto sink = world.get(request_for("osv", "/x"));
    EXPECT_TRUE(sink->ok()) << i << ": " << sink->message();
    EXPECT_EQ(sink->text, "the whole body") << i;
    EXPECT_EQ(sink->heads, 1) << i;
    EXPECT_EQ(world.broker->traffic("osv").retries, 1U) << i;
    EXPECT_TRUE(fs::is_empty(world.cache() / "tmp")) << i;
  }
}

TEST(BrokerHttp, NothingIsShownBeforeTheBodyIsWhole) {
  std::mutex mutex;
  std::condition_variable changed;
  bool may_end = false;
  LoopbackServer server([&](const Seen&) {
    return Reply{{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha", "lf"},
                 [&] {
                   std::unique_lock lock(mutex);
                   changed.wait(lock, [&] { return may_end; });
                 },
                 false};
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  const auto sink = world.ask(request_for("osv", "/x"));
  server.wait_for_requests(1);
  {
    const std::lock_guard lock(sink->mutex);
    EXPECT_EQ(sink->heads, 0);
  }
  {
    const std::lock_guard lock(mutex);
    may_end = true;
    changed.notify_all();
  }
  sink->wait();
  EXPECT_EQ(sink->text, "half");
}

TEST(BrokerHttp, GivesUpAfterItsAttempts) {
  LoopbackServer server([](const Seen&) { return reply(502, "bad gateway"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  const auto sink = world.get(request_for("osv", "/x"));
  EXPECT_EQ(sink->code(), Code::transient);
  EXPECT_EQ(sink->status, 502);
  EXPECT_EQ(sink->text, "");
  EXPECT_EQ(server.count(), limits::kTransientAttempts);
  EXPECT_NE(sink->message().find("GET osv/x: status 502, after 7 attempts"), std::string::npos) << sink->message();
  EXPECT_GT(world.clock.passed().count(), 15.7);  // half of 0.5 + 1 + 2 + 4 + 8 + 16
}

TEST(BrokerHttp, NobodyListeningIsTransient) {
  World world;
  {
    LoopbackServer gone([](const Seen&) { return reply(200, ""); });
    world.upstream("osv", gone.url());
  }
  world.start();
  const auto sink = world.get(request_for("osv", "/x"));
  EXPECT_EQ(sink->code(), Code::transient);
  EXPECT_EQ(sink->heads, 0);
}

TEST(BrokerHttp, PermanentStatusesHaveTheirCodes) {
  LoopbackServer server([](const Seen& seen) { return reply(std::stoi(seen.target.substr(1)), "no"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  const std::map<std::string, Code> wanted{
      {"/404", Code::unavailable}, {"/410", Code::unavailable}, {"/400", Code::data}, {"/422", Code::data},
      {"/401", Code::config},      {"/403", Code::data},        {"/501", Code::data}};
  for (const auto& [path, code] : wanted) {
    const auto sink = world.get(request_for("osv", path));
    EXPECT_EQ(sink->code(), code) << path;
    EXPECT_EQ(sink->heads, 1) << path;
  }
  EXPECT_EQ(server.count(), static_cast<int>(wanted.size()));
}

TEST(BrokerHttp, HoldsMaxBytesWhileDownloading) {
  LoopbackServer server([](const Seen& seen) {
    if (seen.target == "/announced") return reply(200, std::string(1000, 'x'));
    if (seen.target == "/packed") return reply(200, gzip(std::string(100'000, 'x')), {{"content-encoding", "gzip"}});
    return Reply{{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(1000, 'x')}, nullptr, false};
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  for (const char* path : {"/announced", "/open", "/packed"}) {
    Request request = request_for("osv", path);
    request.max_bytes = 999;
    const auto sink = world.get(request);
    EXPECT_EQ(sink->code(), Code::data) << path;
    EXPECT_NE(sink->message().find("999 bytes"), std::string::npos) << sink->message();
    EXPECT_EQ(sink->text, "");
  }
  EXPECT_EQ(server.count(), 3);
  EXPECT_TRUE(fs::is_empty(world.cache() / "tmp"));
}

TEST(BrokerHttp, EndlessHeadersAndRefusalsAreBounded) {
  LoopbackServer server([](const Seen& seen) {
    if (seen.target == "/refusal")
      return Reply{{"HTTP/1.1 400 No\r\nConnection: close\r\n\r\n" + std::string(5 << 20, 'x')}, nullptr, false};
    std::string text = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 100; ++i) text += "x-" + std::to_string(i) + ": " + std::string(1000, 'y') + "\r\n";
    return Reply{{text + "\r\n"}, nullptr, false};
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/headers"))->code(), Code::data);
  const auto refusal = world.get(request_for("osv", "/refusal"));
  EXPECT_EQ(refusal->code(), Code::data);
  EXPECT_EQ(refusal->status, 400);
}

TEST(BrokerHttp, RefusesInjectedPathsAndHeaders) {
  LoopbackServer server([](const Seen&) { return reply(200, ""); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  for (const char* path : {"x", "/a\r\nX: y", "//evil.example/", "/a#b", "/../x", "/a b"}) {
    EXPECT_EQ(world.get(request_for("osv", path))->code(), Code::bug) << path;
  }
  for (const Headers& headers :
       {Headers{{"x", "a\r\nhost: evil"}}, Headers{{"Host", "evil"}}, Headers{{"authorization", "x"}}}) {
    Request request = request_for("osv", "/x");
    request.headers = headers;
    EXPECT_EQ(world.get(request)->code(), Code::bug);
  }
  Request request = request_for("osv", "/x");
  request.method = "DELETE";
  EXPECT_EQ(world.get(request)->code(), Code::bug);
  EXPECT_EQ(server.count(), 0);
}

TEST(BrokerHttp, CancelsInTheMiddleOfABody) {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  LoopbackServer server([&](const Seen& seen) {
    if (seen.number > 1) return reply(200, "second");
    return Reply{{"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf", "rest"},
                 [&] {
                   std::unique_lock lock(mutex);
                   changed.wait(lock, [&] { return over; });
                 },
                 false};
  });
  World world;
  world.upstream("osv", server.url()).concurrency = 1;
  world.start();
  auto sink = std::make_shared<MemorySink>();
  const auto id = world.broker->fetch(request_for("osv", "/x"), sink);
  const auto follower = world.ask(request_for("osv", "/x"));
  server.wait_for_requests(1);
  world.broker->cancel(id);
  sink->wait();
  EXPECT_EQ(sink->code(), Code::cancelled);
  EXPECT_EQ(sink->heads, 0);
  follower->wait();  // it takes over, and the place in flight is free
  EXPECT_EQ(follower->text, "second");
  world.broker->cancel(id);  // nothing is there any more
  EXPECT_EQ(sink->ended, 1);
  const std::lock_guard lock(mutex);
  over = true;
  changed.notify_all();
}

TEST(BrokerHttp, ASinkMayFetchAgain) {
  LoopbackServer server([](const Seen& seen) { return reply(200, seen.target); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  struct Chain final : Sink {
    void head(int, const Headers&) override {}
    void body(std::string_view) override {}
    void file(const fs::path&, std::uint64_t) override {}
    void end(Status) override { broker->fetch(request_for("osv", "/next"), next); }
    Broker* broker = nullptr;
    std::shared_ptr<MemorySink> next = std::make_shared<MemorySink>();
  };
  auto chain = std::make_shared<Chain>();
  chain->broker = world.broker.get();
  world.broker->fetch(request_for("osv", "/first"), chain);
  chain->next->wait();
  EXPECT_EQ(chain->next->text, "/next");
}

}  // namespace
}  // namespace streamguard::net::testing
