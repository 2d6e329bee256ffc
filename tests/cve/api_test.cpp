#include "cve/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "mirror.hpp"

namespace streamguard::cve {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ApiWalk : public NvdMirror {
 protected:
  /// Every CVE of `all` once, newest first.
  static void expect_all(const testing::Collected& got, const std::vector<std::string>& all) {
    EXPECT_EQ(got.rc, SG_OK) << got.error;
    std::vector<std::string> expected;
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry) expected.push_back(entry->substr(14, 14));
    EXPECT_EQ(ids(got), expected);
  }
  static std::string span(const std::string& kind, Millis first, Millis last) {
    return "&" + kind + "StartDate=" + time_text(first) + "&" + kind + "EndDate=" + time_text(last);
  }
};

TEST_F(ApiWalk, TakesEverythingInAsFewPagesAsThereAre) {
  const auto all = many(5000);
  put_api(all);
  const auto got = run();
  expect_all(got, all);
  EXPECT_THAT(got.requests, ElementsAre("GET nvd/rest/json/cves/2.0?resultsPerPage=1&startIndex=0",
                                        "GET nvd/rest/json/cves/2.0?resultsPerPage=2000&startIndex=3000",
                                        "GET nvd/rest/json/cves/2.0?resultsPerPage=2000&startIndex=1001",
                                        "GET nvd/rest/json/cves/2.0?resultsPerPage=2000&startIndex=0"));
}

TEST_F(ApiWalk, TakesASmallTargetFromTheNewestPage) {
  put_api(many(5000));
  options_.target = 30;
  const auto got = run();
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 30u);
  EXPECT_EQ(ids(got).front(), "CVE-2024-05000");
  EXPECT_EQ(got.requests.size(), 2u);
}

TEST_F(ApiWalk, ResumesAtEveryCheckpointWithTheSameBytes) {
  put_api(many(4300));
  const auto whole = run();
  ASSERT_EQ(whole.records.size(), 4300u);
  EXPECT_THAT(testing::resume_faults(sg_plugin_entry, options_), ::testing::IsEmpty());
}

TEST_F(ApiWalk, AnEmptyNvdIsExhausted) {
  put_api({});
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.records.empty());
}

TEST_F(ApiWalk, LosesNothingWhenCvesAppearBelowWhileItPages) {
  // Three older ones come in after the first page was read: everything below it moves up by three.
  const auto all = many(5000);
  put_api(all);
  auto later = all;
  const auto old =
      std::vector<std::string>{cve_json("CVE-2020-00001", "2020-01-01"), cve_json("CVE-2020-00002", "2020-01-02"),
                               cve_json("CVE-2020-00003", "2020-01-03")};
  later.insert(later.begin(), old.begin(), old.end());
  put_page(1001, kPageSize, later);
  put_page(1004, kPageSize, later);
  put_page(0, kPageSize, later);
  const auto got = run();
  expect_all(got, later);
  EXPECT_TRUE(logged(got, "the upstream has moved, looking for CVE-2024-03001"));
}

TEST_F(ApiWalk, LosesNothingWhenCvesVanishBelowWhileItPages) {
  const auto all = many(5000);
  put_api(all);
  auto later = all;
  later.erase(later.begin() + 100, later.begin() + 102);
  put_page(1001, kPageSize, later);
  put_page(999, kPageSize, later);
  put_page(0, kPageSize, later);
  expect_all(run(), later);
}

TEST_F(ApiWalk, NewCvesOnTopMoveNothing) {
  put_api(many(5000));
  put_page(1001, kPageSize, many(5007));
  expect_all(run(), many(5000));
}

TEST_F(ApiWalk, AsksAgainWhenTheTopPageMovedBeforeItWasRead) {
  put_page(0, 1, many(5000));
  put_page(3000, kPageSize, many(5004));
  put_api(many(5004));
  put_page(0, 1, many(5000));
  expect_all(run(), many(5004));
}

TEST_F(ApiWalk, GoesOnWhereTheAnchorIsGoneForGood) {
  const auto all = many(4500);
  put_api(all);
  auto later = all;
  later.erase(later.begin() + 2500);  // the one that the top page begins with
  later.erase(later.begin() + 10);
  for (const std::uint64_t start : {501u, 499u, 1499u, 2499u, 3499u, 1500u, 0u}) put_page(start, kPageSize, later);
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(logged(got, "CVE-2024-02501, with which the page above began, is gone"));
  const auto taken = ids(got);
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), taken.size());
  EXPECT_EQ(taken.size(), all.size() - 1);
}

TEST_F(ApiWalk, DatesAreAskedInWindowsOfAtMost120Days) {
  options_.config_json = R"({"from":"2024-01-01","to":"2024-06-30"})";
  const Millis first = year_begin(2024), last = *parse_time("2024-07-01") - 1;
  const auto january = many(2500);
  put_api(january, span("pub", first, first + kLongestWindow - 1));
  const std::vector<std::string> june = {cve_json("CVE-2024-90001", "2024-06-02")};
  put_api(june, span("pub", first + kLongestWindow, last));
  const auto got = run();
  auto all = january;
  all.push_back(june[0]);
  expect_all(got, all);
  EXPECT_EQ(got.requests.size(), 3u);
  EXPECT_THAT(testing::resume_faults(sg_plugin_entry, options_), ::testing::IsEmpty());
}

TEST_F(ApiWalk, ModifiedSinceAsksByModification) {
  options_.config_json = R"({"modified_since":"2024-01-01"})";
  const auto got = run();
  ASSERT_FALSE(got.requests.empty());
  EXPECT_THAT(got.requests[0], HasSubstr("&lastModStartDate=20"));
  EXPECT_THAT(got.requests[0], HasSubstr("&lastModEndDate=20"));
}

TEST_F(ApiWalk, ShardsShareTheWindows) {
  options_.config_json = R"({"years":[2022,2023]})";
  std::vector<Window> list = windows({{year_begin(2022), year_begin(2024) - 1}});
  for (const Window& window : list) {
    put_api({cve_json("CVE-2022-1000" + std::to_string(window.index), time_text(window.span.first + 1))},
            span("pub", window.span.first, window.span.last));
  }
  const auto alone = run();
  EXPECT_EQ(alone.records.size(), list.size());
  std::multiset<std::string> together;
  options_.shard_count = 3;
  for (options_.shard_index = 0; options_.shard_index < 3; ++options_.shard_index) {
    const auto shard = run();
    EXPECT_EQ(shard.rc, SG_OK) << shard.error;
    EXPECT_FALSE(shard.records.empty());
    together.insert(shard.records.begin(), shard.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(ApiWalk, ADamagedPageIsNotTaken) {
  put_api(many(30));
  const std::string page = document(many(30), 0, 30);
  const std::string path = "rest/json/cves/2.0?resultsPerPage=2000&startIndex=0";
  for (const std::string& bad : {page.substr(0, page.size() / 2), std::string("<html>busy</html>"),
                                 document(many(29), 0, 30), document(many(30), 5, 35)}) {
    put(path, bad);
    const auto got = run();
    EXPECT_EQ(got.rc, SG_E_TRANSIENT) << bad.substr(0, 80);
    EXPECT_TRUE(got.records.empty());
    EXPECT_EQ(std::count(got.requests.begin(), got.requests.end(), "GET nvd/" + path), kMostAsks);
  }
}

TEST_F(ApiWalk, AnEntryThatStaysDamagedIsPassed) {
  auto all = many(30);
  all[4] = "{\"cve\":{\"id\":}}";
  put_api(all);
  put_page(0, 1, many(30));
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 29u);
  EXPECT_TRUE(logged(got, "asking again"));
  EXPECT_TRUE(logged(got, "entry 5 of 30 is passed"));
}

TEST_F(ApiWalk, APageThatFailedBeforeIsGonePast) {
  put_api(many(5000));
  options_.skip_json = "[\"api startIndex=3000\"]";
  put_page(1000, kPageSize, many(5000));
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 3000u);
  EXPECT_EQ(ids(got).front(), "CVE-2024-03000");
}

TEST_F(ApiWalk, FailuresOfTheUpstreamAreHandedOn) {
  put_api(many(10));
  options_.failures["nvd/rest/json/cves/2.0?resultsPerPage=2000&startIndex=0"] = SG_E_RATE_LIMITED;
  EXPECT_EQ(run().rc, SG_E_RATE_LIMITED);
}

TEST_F(ApiWalk, BringsTheFixesOfABatchTogether) {
  const auto with_fix = [](const std::string& id, char digit) {
    return cve_json(id, "2024-01-01",
                    ",\"references\":[{\"url\":\"https://github.com/o/n/commit/" + std::string(40, digit) +
                        "\",\"source\":\"s\",\"tags\":[\"Patch\"]}]");
  };
  put_api({with_fix("CVE-2024-0001", 'a'), with_fix("CVE-2024-0002", 'b'), cve_json("CVE-2024-0003", "2024-01-02")});
  options_.upstreams["git"] = folder_;
  options_.repositories["https://github.com/o/n"] = folder_ / "no such repository";
  const auto got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  // A fix that cannot be had costs its code, not its record.
  EXPECT_EQ(ids(got), (std::vector<std::string>{"CVE-2024-0003", "CVE-2024-0002", "CVE-2024-0001"}));
  ASSERT_EQ(got.git_requests.size(), 1u);
  EXPECT_EQ(got.git_requests[0].repository, "https://github.com/o/n");
  EXPECT_EQ(got.git_requests[0].objects.size(), 2u);
  EXPECT_THAT(got.units, Contains("fixes of CVE-2024-0003 to CVE-2024-0001"));
  options_.config_json = R"({"code":false})";
  EXPECT_TRUE(run().git_requests.empty());
}

TEST_F(ApiWalk, TellsWhatItWillAskFor) {
  put_api(many(10));
  options_.target = 15'000;
  const auto got = run();
  ASSERT_EQ(got.plans.size(), 1u);  // no upstream of repositories is granted
  EXPECT_EQ(got.plans[0].upstream, "nvd");
  EXPECT_EQ(got.plans[0].requests, 9u);
  EXPECT_THAT(got.plans[0].basis, HasSubstr("8 pages of 2000 CVEs"));
  EXPECT_TRUE(logged(got, "the records have no code"));
}

}  // namespace
}  // namespace streamguard::cve
