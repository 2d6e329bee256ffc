#include "web/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamguard::web {
namespace {

using testing::HasSubstr;

TEST(WebAddress, ReadsWhatPeopleWrite) {
  const std::pair<const char*, const char*> cases[] = {{"", "127.0.0.1:0"},
                                                       {"8080", "127.0.0.1:8080"},
                                                       {":8080", "127.0.0.1:8080"},
                                                       {"localhost", "127.0.0.1:0"},
                                                       {"LocalHost:1", "127.0.0.1:1"},
                                                       {"127.0.0.1", "127.0.0.1:0"},
                                                       {"127.8.9.10:65535", "127.8.9.10:65535"},
                                                       {"::1", "[::1]:0"},
                                                       {"[::1]", "[::1]:0"},
                                                       {"[::1]:80", "[::1]:80"}};
  for (const auto& [text, meant] : cases) {
    const auto address = read_address(text);
    ASSERT_TRUE(address) << text << ": " << address.error().message;
    EXPECT_EQ(address.value().text(), meant) << text;
  }
}

TEST(WebAddress, RefusesWhatOthersCanReach) {
  for (const char* text : {"0.0.0.0", "0.0.0.0:80", "192.168.1.7:80", "::", "[::]:80", "example.com", "[fe80::1]:80",
                           "128.0.0.1", "::ffff:127.0.0.1", "localhost.example.com:80", "127.0.0.1.example.com"}) {
    const auto address = read_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, Code::config);
    EXPECT_THAT(address.error().message,
                HasSubstr(std::string("--web ") + text + ": only this machine's own addresses"));
    EXPECT_THAT(address.error().message, HasSubstr("ssh -L"));
  }
}

TEST(WebAddress, RefusesNonsenseWithTheForm) {
  for (const char* text :
       {"127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "99999", "[::1", "[::1]80", "127.0.0.1:-1"}) {
    const auto address = read_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().message, HasSubstr("not an address; give it as")) << text;
  }
  // No octal, no short forms: what they mean differs from program to program.
  for (const char* text : {"127.1", "0177.0.0.1", "127.0.0.01"}) EXPECT_FALSE(read_address(text)) << text;
}

TEST(WebAddress, KnowsTheNamesOfThisMachine) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:80"}) {
    EXPECT_TRUE(names_loopback(host)) << host;
  }
  for (const char* host : {"", "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example",
                           "localhost@evil.example", "127.0.0.1:80:80", "127.0.0.1:x", "[::1]x", "10.0.0.1", "0.0.0.0",
                           "2130706433", " localhost", "localhost "}) {
    EXPECT_FALSE(names_loopback(host)) << host;
  }
}

TEST(WebAddress, TellsAddressesFromManifests) {
  for (const char* text : {"8080", ":80", "127.0.0.1", "0.0.0.0:80", "[::1]:80", "localhost", "localhost:80"}) {
    EXPECT_TRUE(looks_like_address(text)) << text;
  }
  for (const char* text : {"quickstart", "my.yaml", "configs/my.yaml", "cafe", "2024.yaml", "./8080.yaml"}) {
    EXPECT_FALSE(looks_like_address(text)) << text;
  }
}

}  // namespace
}  // namespace streamguard::web
