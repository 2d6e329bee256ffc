#include "net/http_text.hpp"

#include <gtest/gtest.h>

#include "net/bounds.hpp"
#include "net/sha256.hpp"

namespace streamguard::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RequestPath, TakesOrdinaryPaths) {
  for (const char* path : {"/", "/PyPI/all.zip", "/rest/json/cves/2.0?resultsPerPage=2000&startIndex=0", "/a/..b/c..",
                           "/a%20b", "/-/archive/main/x.tar.gz?ref[]=1", "/~user/a;b=c"}) {
    EXPECT_EQ(path_fault(path), "") << path;
  }
}

TEST(RequestPath, RefusesWhatCouldGoElsewhere) {
  for (const char* path :
       {"",       "a",    "//evil.example/x", "/a/../b", "/..",       "/a/%2e%2E/b", "/a/.%2e", "/a%2f..%2fb", "/./a",
        "/a#b",   "/a b", "/a\r\nHost: evil", "/a\tb",   "/a\\..\\b", "/a%5c..%5cb", "/%zz",    "/%4",         "/ä",
        "/a\x7f", "/{x}"}) {
    EXPECT_NE(path_fault(path), "") << path;
  }
  EXPECT_NE(path_fault("/" + std::string(limits::kPathBytes, 'a')), "");
}

TEST(RequestHeaders, RefusesInjectionAndWhatIsTheBrokers) {
  EXPECT_EQ(headers_fault({{"accept", "application/json"}, {"x-api-version", "1"}}, "apiKey"), "");
  const Headers bad[] = {{{"a b", "x"}},
                         {{"", "x"}},
                         {{"x", "a\r\nHost: evil"}},
                         {{"x", "a\nb"}},
                         {{"x:", "a"}},
                         {{"Host", "evil"}},
                         {{"AUTHORIZATION", "x"}},
                         {{"cookie", "x"}},
                         {{"Content-Length", "3"}},
                         {{"apikey", "mine"}},
                         {{"proxy-authorization", "x"}},
                         {{"if-none-match", "x"}},
                         {{"x", std::string("a\0b", 3)}},
                         {{"x", "a\x7f"}},
                         {{"Transfer-Encoding", "chunked"}}};
  for (const Headers& headers : bad) EXPECT_NE(headers_fault(headers, "apiKey"), "") << headers[0].first;
  EXPECT_NE(headers_fault({{"x", std::string(limits::kRequestHeaderBytes, 'a')}}, ""), "");
  EXPECT_NE(headers_fault(Headers(limits::kRequestHeaders + 1, {"x", "y"}), ""), "");
}

TEST(HttpDate, ReadsTheThreeForms) {
  const os::WallTime wanted{seconds(784111777)};
  EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), wanted);
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT"), wanted);
  EXPECT_EQ(http_date("Sun Nov  6 08:49:37 1994"), wanted);
  for (const char* bad :
       {"", "tomorrow", "Sun, 31 Feb 2024 00:00:00 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", "1 2 3 4 5 6 7 8"}) {
    EXPECT_FALSE(http_date(bad)) << bad;
  }
}

TEST(AskedWait, ReadsSecondsDatesAndResets) {
  const os::WallTime now{seconds(784111777)};
  EXPECT_EQ(asked_wait({{"retry-after", "120"}}, now), seconds(120));
  EXPECT_EQ(asked_wait({{"retry-after", "0"}}, now), seconds(0));
  EXPECT_EQ(asked_wait({{"retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"}}, now), seconds(60));
  EXPECT_EQ(asked_wait({{"retry-after", "Sun, 06 Nov 1994 08:40:37 GMT"}}, now), seconds(0));
  EXPECT_EQ(asked_wait({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "784111787"}}, now), seconds(11));
  EXPECT_FALSE(asked_wait({{"x-ratelimit-remaining", "1"}, {"x-ratelimit-reset", "784111787"}}, now));
  EXPECT_FALSE(asked_wait({{"retry-after", "soon"}}, now));
  EXPECT_TRUE(asked_wait({{"retry-after", "18446744073709551615"}}, now));
}

TEST(Origin, ComparesSchemeHostAndPort) {
  EXPECT_EQ(origin_of("https://Host.example/a"), origin_of("https://host.example:443/b?c"));
  EXPECT_NE(origin_of("https://host.example"), origin_of("http://host.example"));
  EXPECT_NE(origin_of("https://host.example"), origin_of("https://host.example:444"));
  EXPECT_EQ(origin_of("http://[::1]:8080/x")->host, "[::1]");
  for (const char* bad :
       {"", "host", "ftp://host", "https://", "https://user@host", "https://host:0", "https://host:x"}) {
    EXPECT_FALSE(origin_of(bad)) << bad;
  }
}

TEST(Origin, KnowsLoopback) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"example.org", "127.evil.example", "10.0.0.1"}) EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(Sha256, MatchesThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace streamguard::net
