#include <gtest/gtest.h>

#include "loopback_server.hpp"
#include "support.hpp"

namespace streamguard::net::testing {
namespace {

constexpr const char* kSecret = "s3cr3t-value-47";

struct BrokerSecret : ::testing::Test {
  BrokerSecret() {
    world.upstream("nvd", server.url()).auth = Auth{"nvd_api_key", "apiKey", "", std::nullopt};
    world.plan.secrets.emplace("nvd_api_key", Secret(kSecret));
    world.options.record = world.folder.path() / "recording";
    world.start();
  }
  /// An upstream that says back in its headers what it was told.
  LoopbackServer server{[](const Seen& seen) {
    const Headers echo{{"etag", seen.header("apikey")}, {"message", "Invalid apiKey " + seen.header("apikey")}};
    if (seen.target == "/bad") return reply(404, "", echo);
    if (seen.target == "/refused") return reply(401, "", echo);
    if (seen.target == "/away")
      return reply(302, "", {{"location", "http://elsewhere.example/" + seen.header("apikey")}});
    if (seen.target == "/broken") return Reply{{"HTTP/1.1 200 " + seen.header("apikey")}, nullptr, false};
    return reply(200, "body", echo);
  }};
  World world;
};

TEST_F(BrokerSecret, IsSentInItsHeaderOnly) {
  EXPECT_TRUE(world.get(request_for("nvd", "/x"))->ok());
  const Seen seen = server.seen().at(0);
  EXPECT_EQ(seen.header("apikey"), kSecret);
  EXPECT_EQ(seen.target.find(kSecret), std::string::npos);
}

TEST_F(BrokerSecret, NeverComesBackInHeadersErrorsEventsOrFiles) {
  for (const char* path : {"/x", "/bad", "/refused", "/away", "/broken"}) {
    const auto sink = world.get(request_for("nvd", path));
    EXPECT_EQ(sink->message().find(kSecret), std::string::npos) << path;
    for (const auto& [name, value] : sink->headers)
      EXPECT_EQ(value.find(kSecret), std::string::npos) << path << " " << name;
  }
  world.broker.reset();
  for (const Event& event : world.events) EXPECT_EQ(event.text.find(kSecret), std::string::npos);
  EXPECT_FALSE(folder_holds(world.folder.path(), kSecret));
}

TEST_F(BrokerSecret, ABadOneIsNamedWithTheCure) {
  for (const char* path : {"/bad", "/refused"}) {
    const auto sink = world.get(request_for("nvd", path));
    EXPECT_EQ(sink->code(), Code::config) << path;
    EXPECT_NE(sink->message().find("the secret 'nvd_api_key' was refused: check its value"), std::string::npos)
        << sink->message();
  }
}

TEST_F(BrokerSecret, AMissingOneIsNamedOnlyWhenItIsAskedFor) {
  world.plan.secrets.clear();
  world.start();
  EXPECT_EQ(world.get(request_for("nvd", "/bad"))->code(), Code::unavailable);
  const auto sink = world.get(request_for("nvd", "/refused"));
  EXPECT_EQ(sink->code(), Code::config);
  EXPECT_NE(sink->message().find("give the secret 'nvd_api_key' a value"), std::string::npos) << sink->message();
}

TEST_F(BrokerSecret, AnswersWithAndWithoutItAreKeptApart) {
  world.get(request_for("nvd", "/x"));
  world.plan.secrets.clear();
  world.start();
  world.get(request_for("nvd", "/x"));
  EXPECT_EQ(server.seen().at(1).header("if-none-match"), "");
}

TEST_F(BrokerSecret, ACollectorCannotSetItsHeader) {
  Request request = request_for("nvd", "/x");
  request.headers = {{"APIKEY", "mine"}};
  EXPECT_EQ(world.get(request)->code(), Code::bug);
  EXPECT_EQ(server.count(), 0);
}

}  // namespace
}  // namespace streamguard::net::testing
