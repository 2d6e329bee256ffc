// The NVD API and its feeds: what is asked for, what is refused, how much of it.
#include "files.hpp"
#include "nvd_time.hpp"
#include "world.hpp"

namespace streamguard::upstreams {
namespace {

using nlohmann::json;

class Nvd : public World {};

constexpr const char* kApi = "/rest/json/cves/2.0";

std::vector<std::string> ids_of(const json& page) {
  std::vector<std::string> out;
  for (const json& one : page.at("vulnerabilities")) out.push_back(one.at("cve").at("id"));
  return out;
}

TEST_F(Nvd, PagesAreDisjointAndTogetherWhole) {
  std::vector<std::string> ids;
  for (int start = 0; start < SmallMirror::kCves; start += 4) {
    const json page = json_at(std::string(kApi) + "?resultsPerPage=4&startIndex=" + std::to_string(start));
    EXPECT_EQ(page.at("totalResults"), SmallMirror::kCves);
    EXPECT_EQ(page.at("startIndex"), start);
    EXPECT_EQ(page.at("resultsPerPage"), page.at("vulnerabilities").size());
    EXPECT_EQ(page.at("format"), "NVD_CVE");
    EXPECT_TRUE(milliseconds_of(page.at("timestamp").get<std::string>()));
    for (const std::string& id : ids_of(page)) ids.push_back(id);
  }
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(SmallMirror::kCves));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  EXPECT_EQ(ids.front(), "CVE-2021-71001") << "the oldest comes first";
}

TEST_F(Nvd, ARangeOfDatesHoldsWhatLiesInIt) {
  const std::string query = "?pubStartDate=2021-03-01T00:00:00.000&pubEndDate=2021-03-31T00:00:00.000";
  EXPECT_EQ(ids_of(json_at(kApi + query)), (std::vector<std::string>{"CVE-2021-71001", "CVE-2021-71002"}));
  // 10:15 UTC of the first is 11:15 an hour further east.
  const std::string east = "?pubStartDate=2021-03-01T11:15:01.000%2B01:00&pubEndDate=2021-03-31T00:00:00.000%2B01:00";
  EXPECT_EQ(ids_of(json_at(kApi + east)), (std::vector<std::string>{"CVE-2021-71002"}));
  const std::string changed = "?lastModStartDate=2024-06-01T00:00:00.000&lastModEndDate=2024-06-02T00:00:00.000";
  EXPECT_EQ(ids_of(json_at(kApi + changed)), (std::vector<std::string>{"CVE-2024-72001"}));
}

TEST_F(Nvd, RejectedOnesStayOutWhereThatIsAsked) {
  const json page = json_at(std::string(kApi) + "?noRejected");
  EXPECT_EQ(page.at("totalResults"), SmallMirror::kCves - SmallMirror::kRejectedCves);
  EXPECT_EQ(json_at(std::string(kApi) + "?cveId=CVE-2021-72000").at("totalResults"), 1);
}

TEST_F(Nvd, WhatItDoesNotLikeItTellsInAHeader) {
  const std::map<std::string, std::string> refused{
      {"?pubStartDate=2021-01-01T00:00:00.000&pubEndDate=2021-05-02T00:00:00.000", "120 consecutive days"},
      {"?pubStartDate=2021-01-01T00:00:00.000", "must both be given"},
      {"?lastModEndDate=2021-01-01T00:00:00.000", "must both be given"},
      {"?pubStartDate=2021-01-01&pubEndDate=2021-02-01", "ISO 8601"},
      {"?pubStartDate=2021-02-01T00:00:00&pubEndDate=2021-01-01T00:00:00", "lies before"},
  };
  for (const auto& [query, words] : refused) {
    const Got got = get(kApi + query);
    EXPECT_EQ(got.status, 404) << query;
    EXPECT_EQ(got.body, "") << query;
    EXPECT_NE(got.field("message").find(words), std::string::npos) << query << ": " << got.field("message");
  }
}

TEST_F(Nvd, BadParametersAreRefusedToo) {
  for (const char* query : {"?resultsPerPage=2001", "?startIndex=-1", "?hasKev2", "?noRejected=yes"}) {
    const Got got = get(std::string(kApi) + query);
    EXPECT_EQ(got.status, 404) << query;
    EXPECT_NE(got.field("message"), "") << query;
  }
}

/// Windows so long that none ends while a test runs.
class NvdLimits : public World {
 protected:
  NvdLimits() : World(options()) {}
  static SimulatorOptions options() {
    SimulatorOptions out;
    out.scale = {1};
    out.nvd_key = "known-key";
    return out;
  }
};

TEST_F(NvdLimits, FiveWithoutAKeyAndFiftyWithOne) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(get(kApi).status, 200) << i;
  const Got first = get(kApi), second = get(kApi);
  EXPECT_EQ(first.status, 403);
  EXPECT_EQ(second.status, 429);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(get(kApi, {{"apiKey", "known-key"}}).status, 200) << i;
  EXPECT_GE(get(kApi, {{"apiKey", "known-key"}}).status, 403);
  EXPECT_EQ(simulator_->stats().of("nvd").limited, 3U);
  EXPECT_EQ(simulator_->stats().of("nvd").requests, 58U);
}

TEST_F(NvdLimits, AKeyThatNobodyGaveIsNoPageThatIsNotThere) {
  const Got got = get(kApi, {{"apiKey", "made-up"}});
  EXPECT_EQ(got.status, 404);
  EXPECT_EQ(got.field("message"), "Invalid apiKey.");
}

TEST_F(Nvd, FeedsCarryWhatTheirMetaSays) {
  const Got meta = get("/feeds/json/cve/2.0/nvdcve-2.0-2021.meta");
  const Got feed = get("/feeds/json/cve/2.0/nvdcve-2.0-2021.json.gz");
  ASSERT_EQ(meta.status, 200);
  ASSERT_EQ(feed.status, 200);
  const std::string text = gunzipped(feed.body);
  EXPECT_NE(meta.body.find("\r\nsize:" + std::to_string(text.size()) + "\r\n"), std::string::npos) << meta.body;
  EXPECT_NE(meta.body.find("\r\ngzSize:" + std::to_string(feed.body.size()) + "\r\n"), std::string::npos);
  EXPECT_EQ(json::parse(text).at("totalResults"), 3);
  EXPECT_EQ(get("/feeds/json/cve/2.0/nvdcve-2.0-1999.json.gz").status, 404);
}

TEST(NvdTime, IsReadWithAndWithoutAnOffset) {
  EXPECT_EQ(milliseconds_of("1970-01-02T00:00:00.001"), 86'400'001);
  EXPECT_EQ(milliseconds_of("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(milliseconds_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(nvd_time(86'400'001), "1970-01-02T00:00:00.001");
  for (const char* wrong : {"1970-01-01", "1970-13-01T00:00:00", "1970-01-01T00:00:00.", "1970-01-01T00:00:00+1"}) {
    EXPECT_FALSE(milliseconds_of(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace streamguard::upstreams
