#include "web/gate.hpp"

#include <gtest/gtest.h>

#include <set>

namespace streamguard::web {
namespace {

using Is = Verdict::Is;
constexpr std::uint16_t kPort = 8080;

Verdict ask(std::string_view target, std::string_view cookies = {}, std::string_view host = "127.0.0.1:8080",
            std::string_view method = "GET") {
  static const Token kToken("s3cret");
  return judge({method, target, host, cookies}, kToken, kPort);
}

TEST(WebGate, TokensAreLongAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const Token token = Token::random();
    EXPECT_EQ(token.text().size(), 22U);
    EXPECT_EQ(token.text().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(token.text()).second);
  }
}

TEST(WebGate, OnlyTheWholeTokenMatches) {
  const Token token("abcdef");
  EXPECT_TRUE(token.matches("abcdef"));
  for (const char* other : {"", "a", "abcde", "abcdeg", "abcdefg", "abcdefabcdef", "ABCDEF", "abcdef "}) {
    EXPECT_FALSE(token.matches(other)) << other;
  }
  EXPECT_FALSE(Token("").matches(""));
}

TEST(WebGate, PassesByTheAddressAndSetsTheCookie) {
  for (const char* target : {"/?token=s3cret", "/?a=b&token=s3cret", "/?token=s3cret&a=b"}) {
    const Verdict verdict = ask(target);
    EXPECT_EQ(verdict.is, Is::pass) << target;
    EXPECT_TRUE(verdict.set_cookie) << target;
    EXPECT_EQ(verdict.path, "/") << target;
  }
}

TEST(WebGate, PassesByTheCookieOfThisPort) {
  EXPECT_EQ(ask("/events", "streamguard_8080=s3cret").is, Is::pass);
  EXPECT_EQ(ask("/events", "a=b; streamguard_8080=s3cret; c=d").is, Is::pass);
  EXPECT_FALSE(ask("/events", "streamguard_8080=s3cret").set_cookie);
  EXPECT_EQ(ask("/events", "streamguard_8081=s3cret").is, Is::no_token);
  EXPECT_EQ(ask("/events", "streamguard_8080=other").is, Is::no_token);
}

TEST(WebGate, RefusesAllElse) {
  for (const char* target : {"/", "/?token=", "/?token", "/?token=S3CRET", "/?xtoken=s3cret", "/?tokens3cret",
                             "/token=s3cret", "", "?", "/?token=s3cret%20", "/state.json", "/metrics"}) {
    EXPECT_EQ(ask(target).is, Is::no_token) << target;
  }
}

TEST(WebGate, RefusesOtherNamesWhateverTheyKnow) {
  for (const char* host : {"", "evil.example", "evil.example:8080", "127.0.0.1.evil.example"}) {
    EXPECT_EQ(ask("/?token=s3cret", "streamguard_8080=s3cret", host).is, Is::other_host) << host;
  }
}

TEST(WebGate, TakesNoMethodThatChangesThings) {
  EXPECT_EQ(ask("/?token=s3cret", {}, "localhost", "HEAD").is, Is::pass);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "get", ""}) {
    EXPECT_EQ(ask("/?token=s3cret", {}, "localhost", method).is, Is::method) << method;
    // Who has no token learns nothing, not even that.
    EXPECT_EQ(ask("/", {}, "localhost", method).is, Is::no_token) << method;
  }
}

}  // namespace
}  // namespace streamguard::web
