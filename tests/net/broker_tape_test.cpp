#include <gtest/gtest.h>

#include "loopback_server.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {

TEST(BrokerTape, ReplaysTheSameBytesWithoutANetwork) {
  World world;
  const auto recorded = world.folder.path() / "recording";
  const std::string body = std::string("bytes \0 of any kind \xff\n", 22) + std::string(3 << 20, 'q');
  world.folder.write("mirror/a.zip", "mirrored");
  world.upstream("mirror", "file://" + (world.folder.path() / "mirror").string());
  world.options.record = recorded;
  std::vector<std::string> live;
  const auto run = [&] {
    std::vector<std::string> out;
    for (const char* path : {"/big", "/gone", "/counter", "/counter", "/flaky"}) {
      Request request = request_for("osv", path);
      request.no_store = true;
      const auto sink = world.get(request);
      out.push_back(std::to_string(sink->status) + sink->message() + sink->text);
      for (const auto& [name, value] : sink->headers) out.back() += name + value;
    }
    Request request = request_for("mirror", "/a.zip");
    request.to_file = world.folder.path() / "placed" / std::to_string(out.size() + live.size());
    std::filesystem::create_directories(request.to_file.parent_path());
    out.push_back(read_all(world.get(request)->placed));
    out.push_back(world.get(request_for("mirror", "/missing"))->message());
    return out;
  };
  {
    LoopbackServer server([&](const Seen& seen) {
      if (seen.target == "/big") return reply(200, body, {{"etag", "7"}});
      if (seen.target == "/gone") return reply(404, "");
      if (seen.target == "/flaky" && seen.number < 6) return reply(503, "");
      return reply(200, "answer " + std::to_string(seen.number));
    });
    world.upstream("osv", server.url());
    world.start();
    live = run();
  }
  std::filesystem::remove_all(world.folder.path() / "mirror");
  world.options.record.clear();
  world.options.replay = recorded;
  world.start();
  EXPECT_EQ(run(), live);
  EXPECT_EQ(world.broker->traffic("osv").requests, 0U);
  EXPECT_EQ(world.broker->traffic("osv").local, 7U);
  const auto sink = world.get(request_for("osv", "/new"));
  EXPECT_EQ(sink->code(), Code::config);
  EXPECT_NE(sink->message().find("GET osv/new is not in the recording"), std::string::npos);
}

TEST(BrokerTape, RecordsWhatCameFromTheCacheToo) {
  LoopbackServer server([](const Seen&) { return reply(200, "once"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/x");
  request.immutable = true;
  world.get(request);
  world.options.record = world.folder.path() / "recording";
  world.start();
  world.get(request);
  EXPECT_EQ(server.count(), 1);
  world.options.replay = std::exchange(world.options.record, {});
  world.start();
  EXPECT_EQ(world.get(request)->text, "once");
}

}  // namespace
}  // namespace streamguard::net::testing
