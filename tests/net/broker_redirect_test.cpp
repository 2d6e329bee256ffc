#include <gtest/gtest.h>

#include "loopback_server.hpp"
#include "net/bounds.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {

Reply redirect(const std::string& to, int status = 302) { return reply(status, "", {{"location", to}}); }

TEST(BrokerRedirect, FollowsWithinItsHost) {
  LoopbackServer server(
      [](const Seen& seen) { return seen.target == "/a?x=1" ? redirect("../b?y=2") : reply(200, seen.target); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/a?x=1"))->text, "/b?y=2");
  EXPECT_EQ(world.broker->traffic("osv").requests, 2U);
  EXPECT_EQ(world.broker->traffic("osv").retries, 0U);
}

TEST(BrokerRedirect, RefusesAHostThatIsNoUpstreamOfTheCollector) {
  LoopbackServer other([](const Seen&) { return reply(200, "stolen"); });
  LoopbackServer server([&](const Seen&) { return redirect(other.url() + "/x"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  auto sink = world.get(request_for("osv", "/a"));
  EXPECT_EQ(sink->code(), Code::config);
  EXPECT_NE(sink->message().find("127.0.0.1:" + std::to_string(other.port())), std::string::npos) << sink->message();
  EXPECT_NE(sink->message().find("collectors.osv.upstreams"), std::string::npos);
  world.upstream("other", other.url());
  world.plan.collectors.front().upstreams = {"osv"};  // the manifest has it, but this collector does not
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/a"))->code(), Code::config);
  EXPECT_EQ(other.count(), 0);
}

TEST(BrokerRedirect, CredentialsStayWithTheirHost) {
  LoopbackServer other([](const Seen&) { return reply(200, "archive"); });
  LoopbackServer server([&](const Seen&) { return redirect(other.url() + "/x"); });
  World world;
  world.upstream("api", server.url()).auth = Auth{"token", "Authorization", "Bearer", std::nullopt};
  world.upstream("other", other.url());
  world.plan.secrets.emplace("token", Secret("s3cr3t-value"));
  world.start();
  EXPECT_EQ(world.get(request_for("api", "/a"))->text, "archive");
  EXPECT_EQ(server.seen().at(0).header("authorization"), "Bearer s3cr3t-value");
  EXPECT_EQ(other.seen().at(0).header("authorization"), "");
}

TEST(BrokerRedirect, EndsALoop) {
  LoopbackServer server([](const Seen&) { return redirect("/again"); });
  World world;
  world.upstream("osv", server.url());
  world.start();
  EXPECT_EQ(world.get(request_for("osv", "/a"))->code(), Code::config);
  EXPECT_EQ(server.count(), 1 + limits::kRedirects);
}

TEST(BrokerRedirect, RefusesOtherProtocolsAndNonsense) {
  for (const char* to :
       {"file:///etc/passwd", "ftp://127.0.0.1/x", "", "http://", "javascript:x", "http://user@127.0.0.1/"}) {
    LoopbackServer server([&](const Seen&) { return redirect(to); });
    World world;
    world.upstream("osv", server.url());
    world.start();
    const auto sink = world.get(request_for("osv", "/a"));
    EXPECT_EQ(sink->code(), Code::config) << to;
    EXPECT_EQ(server.count(), 1) << to;
  }
}

TEST(BrokerRedirect, APostStaysAPost) {
  LoopbackServer server([](const Seen& seen) {
    return seen.target == "/keep"     ? redirect("/new", 307)
           : seen.target == "/change" ? redirect("/new", 302)
                                      : reply(200, seen.method + seen.body);
  });
  World world;
  world.upstream("osv", server.url());
  world.start();
  Request request = request_for("osv", "/keep");
  request.method = "POST";
  request.body = "query";
  EXPECT_EQ(world.get(request)->text, "POSTquery");
  request.path = "/change";
  EXPECT_EQ(world.get(request)->code(), Code::config);
}

}  // namespace
}  // namespace streamguard::net::testing
