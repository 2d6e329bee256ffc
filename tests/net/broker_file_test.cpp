#include <gtest/gtest.h>

#include "core/file_url.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {
namespace fs = std::filesystem;

struct BrokerFile : ::testing::Test {
  BrokerFile() {
    world.folder.write("mirror/PyPI/all.zip", "the zip");
    world.upstream("osv", "file://" + (world.folder.path() / "mirror").string());
    world.start();
  }
  World world;
};

TEST_F(BrokerFile, StreamsABody) {
  const auto sink = world.get(request_for("osv", "/PyPI/all.zip"));
  EXPECT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(sink->status, 200);
  EXPECT_EQ(sink->text, "the zip");
  EXPECT_EQ(sink->headers, (Headers{{"content-length", "7"}}));
  const Traffic traffic = world.broker->traffic("osv");
  EXPECT_EQ(traffic.local, 1U);
  EXPECT_EQ(traffic.bytes, 7U);
  EXPECT_EQ(traffic.requests, 0U);
  EXPECT_EQ(traffic.from_cache, 0U);
}

TEST_F(BrokerFile, PlacesAReadOnlyFile) {
  Request request = request_for("osv", "/PyPI/all.zip");
  request.to_file = world.folder.path() / "scratch" / "fetched";
  fs::create_directories(request.to_file.parent_path());
  const auto sink = world.get(request);
  ASSERT_TRUE(sink->ok()) << sink->message();
  EXPECT_EQ(sink->files, 1);
  EXPECT_EQ(sink->placed, request.to_file);
  EXPECT_EQ(sink->placed_bytes, 7U);
  EXPECT_EQ(sink->text, "");
  EXPECT_EQ(read_all(request.to_file), "the zip");
  if (kDriveLetters) return;  // a read-only file could not be removed there
  EXPECT_EQ(fs::status(request.to_file).permissions() & fs::perms::owner_write, fs::perms::none);
}

TEST_F(BrokerFile, MissingIsUnavailable) {
  const auto sink = world.get(request_for("osv", "/npm/all.zip"));
  EXPECT_EQ(sink->status, 404);
  EXPECT_EQ(sink->code(), Code::unavailable);
  EXPECT_NE(sink->message().find("GET osv/npm/all.zip"), std::string::npos);
}

TEST_F(BrokerFile, HeadGivesTheSizeAlone) {
  Request request = request_for("osv", "/PyPI/all.zip");
  request.method = "HEAD";
  const auto sink = world.get(request);
  EXPECT_TRUE(sink->ok());
  EXPECT_EQ(sink->text, "");
  EXPECT_EQ(sink->headers, (Headers{{"content-length", "7"}}));
}

TEST_F(BrokerFile, HoldsMaxBytes) {
  Request request = request_for("osv", "/PyPI/all.zip");
  request.max_bytes = 6;
  const auto sink = world.get(request);
  EXPECT_EQ(sink->code(), Code::data);
  EXPECT_EQ(sink->heads, 0);
}

TEST_F(BrokerFile, RefusesToLeaveTheMirror) {
  world.folder.write("outside.txt", "private");
  for (const char* path : {"/../outside.txt", "/%2e%2e/outside.txt", "/PyPI/..%2f..%2foutside.txt", "//etc/passwd"}) {
    const auto sink = world.get(request_for("osv", path));
    EXPECT_FALSE(sink->ok()) << path;
    EXPECT_EQ(sink->text, "") << path;
    EXPECT_EQ(sink->heads, 0) << path;
  }
}

TEST_F(BrokerFile, AnswersNoPost) {
  Request request = request_for("osv", "/PyPI/all.zip");
  request.method = "POST";
  EXPECT_EQ(world.get(request)->code(), Code::data);
}

TEST_F(BrokerFile, GrantsAreHeld) {
  world.plan.collectors.emplace_back();
  world.plan.collectors.back().name = "cve";
  world.start();
  Request request = request_for("osv", "/PyPI/all.zip");
  request.collector = "cve";
  auto sink = world.get(request);
  EXPECT_EQ(sink->code(), Code::config);
  EXPECT_EQ(sink->message(),
            "collector 'cve' asked for upstream 'osv', which it was not granted: add it to collectors.cve.upstreams");
  request.collector = "json";  // a reporter has no grants
  EXPECT_EQ(world.get(request)->code(), Code::config);
  request = request_for("nowhere", "/");
  EXPECT_NE(world.get(request)->message().find("add it to upstreams"), std::string::npos);
}

TEST_F(BrokerFile, EverySinkEndsOnceWhenTheBrokerGoes) {
  world.folder.write("mirror/big", std::string(4 << 20, 'x'));
  std::vector<std::shared_ptr<MemorySink>> sinks;
  for (int i = 0; i < 50; ++i) {
    sinks.push_back(std::make_shared<MemorySink>());
    world.broker->fetch(request_for("osv", "/big"), sinks.back());  // never acknowledged
  }
  world.broker.reset();
  for (const auto& sink : sinks) {
    EXPECT_EQ(sink->ended, 1);
    EXPECT_EQ(sink->code(), Code::cancelled);
  }
}

TEST_F(BrokerFile, MakesNoCacheFolderForMirrorsAlone) { EXPECT_FALSE(fs::exists(world.cache())); }

TEST(BrokerStart, NamesWhatIsWrong) {
  const auto refused = [](const std::function<void(World&)>& change) {
    World world;
    Upstream& upstream = world.upstream("nvd", "https://nvd.example");
    upstream.auth = Auth{"key", "apiKey", "", std::nullopt};
    world.plan.secrets.emplace("key", Secret("s3cr3t-value"));
    change(world);
    auto started = Broker::start(world.plan, world.options);
    EXPECT_FALSE(started.ok());
    if (started.ok()) return std::string();
    EXPECT_EQ(started.error().code, Code::config);
    EXPECT_EQ(started.error().message.find("s3cr3t"), std::string::npos);
    return started.error().message;
  };
  EXPECT_NE(refused([](World& w) { w.plan.upstreams["nvd"].url = "ftp://x"; }).find("upstreams.nvd.url"),
            std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.upstreams["nvd"].url = "https://x/"; }).find("upstreams.nvd.url"),
            std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.upstreams["nvd"].url = "http://nvd.example"; }).find("unencrypted"),
            std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.upstreams["nvd"].concurrency = 0; }).find("concurrency"), std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.upstreams["nvd"].limit = RateLimit{}; }).find("upstreams.nvd.limit"),
            std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.secrets["key"] = Secret("s3cr3t\n"); }).find("'key'"), std::string::npos);
  EXPECT_NE(refused([](World& w) { w.plan.cache.dir = w.folder.write("file", "x"); }).find("cache.dir"),
            std::string::npos);
  EXPECT_NE(refused([](World& w) { w.options.record = w.options.replay = "x"; }).find("--record"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::net::testing
