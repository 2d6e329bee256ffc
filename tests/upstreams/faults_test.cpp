// The faults: which requests they hit, what a client then sees, and windows of limits.
#include "spoil.hpp"
#include "window.hpp"
#include "world.hpp"

namespace streamguard::upstreams {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class FaultsOf : public World {
 protected:
  static constexpr const char* kApi = "/rest/json/cves/2.0";
  static constexpr const char* kZip = "/osv/PyPI/all.zip";
};

std::vector<int> hits_of(const std::string& spec, int requests) {
  Faults faults;
  faults.set(parse_faults(spec));
  std::vector<int> out;
  for (int i = 1; i <= requests; ++i) {
    if (faults.next("osv", "/osv/Go/all.zip")) out.push_back(i);
  }
  return out;
}

TEST(Faults, HitByNumber) {
  EXPECT_EQ(hits_of("kind=drop", 5), (std::vector<int>{1}));
  EXPECT_EQ(hits_of("kind=drop from=2 times=2", 5), (std::vector<int>{2, 3}));
  EXPECT_EQ(hits_of("kind=drop every=3 times=always", 7), (std::vector<int>{1, 4, 7}));
  EXPECT_EQ(hits_of("kind=drop on=/nvd/*", 5), (std::vector<int>{}));
  EXPECT_EQ(hits_of("kind=drop upstream=git", 5), (std::vector<int>{}));
  EXPECT_EQ(hits_of("# nothing\n\nkind=drop; kind=reset", 5), (std::vector<int>{1, 2})) << "each waits for its own";
}

TEST(Faults, ByChanceAreTheSameForTheSameSeed) {
  const auto first = hits_of("kind=drop times=always chance=30 seed=7", 1000);
  EXPECT_EQ(first, hits_of("kind=drop times=always chance=30 seed=7", 1000));
  EXPECT_NE(first, hits_of("kind=drop times=always chance=30 seed=8", 1000));
  EXPECT_GT(first.size(), 200U);
  EXPECT_LT(first.size(), 400U);
}

TEST(Faults, CountByPathWhereToldTo) {
  Faults faults;
  faults.set(parse_faults("kind=drop each=path times=1"));
  for (const char* path : {"/a", "/b"}) {
    EXPECT_TRUE(faults.next("osv", path)) << path;
    EXPECT_FALSE(faults.next("osv", path)) << path;
  }
  EXPECT_EQ(faults.hits(), 2U);
}

TEST(Faults, NameTheWordThatIsWrong) {
  for (const char* spec : {"kind=nothing", "times=1", "kind=drop twice", "kind=drop times=x", "kind=status status=99",
                           "kind=drop each=ip", "kind=drop colour=red"}) {
    EXPECT_THROW(parse_faults(spec), std::invalid_argument) << spec;
  }
}

TEST(Faults, PatternsHoldStars) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("/osv/*/all.zip", "/osv/crates.io/all.zip"));
  EXPECT_FALSE(matches("/osv/*/all.zip", "/osv/Go/all.zip.meta"));
  EXPECT_TRUE(matches("*a*b", "xaybzb"));
}

TEST_F(FaultsOf, StatusesComeAsTold) {
  set_faults("kind=status status=429 retry-after=0; kind=status status=524 on=*cves*");
  const Got limited = get(kApi);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.field("retry-after"), "0");
  EXPECT_EQ(get(kApi).status, 524);
  EXPECT_EQ(get(kApi).status, 200);
  EXPECT_EQ(simulator_->stats().of("nvd").faults, 2U);
}

TEST_F(FaultsOf, BreakTheTransfer) {
  for (const char* kind : {"drop", "reset", "long"}) {
    for (const char* path : {kApi, kZip, "/exploitdb/-/archive/main/exploitdb-main.tar.gz"}) {
      set_faults(std::string("kind=") + kind);
      Client client;  // curl asks again by itself where a connection that was kept turns out to be dead
      EXPECT_FALSE(client.get(url(path)).whole) << kind << " " << path;
      EXPECT_TRUE(client.get(url(path)).whole) << kind << " " << path;
    }
  }
}

TEST_F(FaultsOf, AnnounceTooLittle) {
  const std::string whole = get(kZip).body;
  set_faults("kind=short bytes=10");
  const Got got = get(kZip);
  EXPECT_TRUE(got.whole) << got.failure;
  EXPECT_EQ(got.body, whole.substr(0, whole.size() - 10));
}

TEST_F(FaultsOf, CutAndDamageWhatIsEncoded) {
  for (const char* kind : {"gzip-cut", "gzip-damage"}) {
    for (const char* path : {kApi, kZip}) {
      set_faults(std::string("kind=") + kind);
      const Got got = get(path, {{"Accept-Encoding", "gzip"}});
      EXPECT_TRUE(got.whole) << got.failure;
      EXPECT_EQ(got.field("content-encoding"), "gzip");
      EXPECT_THROW(gunzipped(got.body), std::runtime_error) << kind << " " << path;
      set_faults(std::string("kind=") + kind);
      EXPECT_FALSE(get(path).whole) << "without gzip only the length can tell";
    }
  }
}

TEST_F(FaultsOf, DripAndAreStillWhole) {
  const std::string whole = get(kZip).body;
  set_faults("kind=drip pause=1");
  EXPECT_EQ(get(kZip).body, whole);
}

TEST_F(FaultsOf, LieAboutValidators) {
  const std::string tag = get(kZip).field("etag");
  set_faults("kind=stale");
  EXPECT_EQ(get(kZip, {{"If-None-Match", "\"of something else\""}}).status, 304);
  set_faults("kind=etag times=2");
  const std::string one = get(kZip).field("etag"), two = get(kZip).field("etag");
  EXPECT_NE(one, two);
  EXPECT_NE(one, tag);
}

TEST_F(FaultsOf, SpoilTheText) {
  set_faults("kind=bad-json; kind=bad-utf8; kind=html; kind=errors variant=primary retry-after=1");
  EXPECT_FALSE(nlohmann::json::accept(get(kApi).body));
  const std::string text = get(kApi).body;
  EXPECT_THAT(text, HasSubstr("\xFF"));
  EXPECT_EQ(text.front(), '{');
  EXPECT_EQ(text.back(), '}');
  EXPECT_THAT(get(kApi).body, HasSubstr("<html>"));
  const Got errors = get(kApi);
  EXPECT_EQ(errors.status, 200);
  EXPECT_EQ(errors.field("x-ratelimit-remaining"), "0");
  EXPECT_THAT(errors.body, HasSubstr("rate limit"));
}

TEST_F(FaultsOf, SendMoreThanAnyoneTakes) {
  set_faults("kind=huge bytes=3000000; kind=huge bytes=100000 variant=chunked; kind=bomb bytes=5000000");
  EXPECT_EQ(get(kApi).body.size(), 3'000'000U);
  EXPECT_EQ(get(kApi).body.size(), 100'000U);
  const Got bomb = get(kApi);
  EXPECT_LT(bomb.body.size(), 50'000U);
  EXPECT_EQ(gunzipped(bomb.body).size(), 5'000'000U);
}

TEST_F(FaultsOf, AreSetOnCommand) {
  EXPECT_EQ(client_.post(url("/_faults"), "kind=status status=500 times=1").status, 200);
  EXPECT_EQ(get(kZip).status, 500);
  EXPECT_EQ(get(kZip).status, 200);
  EXPECT_THAT(get("/_faults").body, HasSubstr("1 requests"));
  const Got wrong = client_.post(url("/_faults"), "kind=odd");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("odd"));
}

TEST_F(FaultsOf, AreCountedWithEverythingElse) {
  set_faults("kind=drop on=*.zip");
  get(kZip);
  get(kZip);
  const auto stats = nlohmann::json::parse(get("/_stats").body).at("osv");
  EXPECT_EQ(stats.at("requests"), 2);
  EXPECT_EQ(stats.at("faults"), 1);
  EXPECT_EQ(stats.at("what").at("archive"), 2);
  EXPECT_GE(stats.at("most_running"), 1);
  client_.post(url("/_stats"), "");
  EXPECT_EQ(simulator_->stats().of("osv").requests, 0U);
}

TEST(Spoil, PutsTheBadByteIntoAValue) {
  EXPECT_EQ(with_bad_utf8(R"({"name":"ab","longest name":1,"text":"abcdef"})"),
            std::string("{\"name\":\"ab\",\"longest name\":1,\"text\":\"") + "\xFF" + "bcdef\"}");
  EXPECT_EQ(with_bad_utf8(""), "");
}

TEST(Window, LetsSoManyThroughInAnyStretch) {
  RollingWindow window(2, 10s);
  const Time begin{};
  EXPECT_TRUE(window.take(begin));
  EXPECT_TRUE(window.take(begin + 6s));
  EXPECT_FALSE(window.take(begin + 9s));
  EXPECT_EQ(window.until_free(begin + 9s), 1s);
  EXPECT_TRUE(window.take(begin + 10s)) << "the first has left";
  EXPECT_FALSE(window.take(begin + 15s));
  EXPECT_EQ(window.used(begin + 16s), 1U);
}

TEST(Window, OfAnHourGivesAllBackAtItsEnd) {
  FixedWindow window(3, 1h);
  const Time begin = Time{} + 5h;
  EXPECT_TRUE(window.take(begin, 2));
  EXPECT_FALSE(window.take(begin + 30min, 2));
  EXPECT_EQ(window.reset_at(begin + 30min), begin + 1h);
  EXPECT_TRUE(window.take(begin + 1h, 3));
}

}  // namespace
}  // namespace streamguard::upstreams
