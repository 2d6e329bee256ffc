#include "repo/candidates.hpp"

#include <gtest/gtest.h>

#include <set>

#include "../fresh_folder.hpp"
#include "history_maker.hpp"

namespace streamguard::repo {
namespace {

namespace fs = std::filesystem;

class CandidatesTest : public ::testing::Test {
 protected:
  CandidatesTest()
      : folder_(fs::path(::testing::TempDir()) /
                ("candidates_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    tests::remove_folder(folder_);
    maker_ = std::make_unique<HistoryMaker>(folder_);
    maker_->commit("root", {{"a.c", "0\n"}}, 1000);
  }
  ~CandidatesTest() override { tests::remove_folder(folder_); }

  std::string fix(int number, long long time, const std::string& branch = "main") {
    return maker_->commit("Fix buffer overflow " + std::to_string(number), {{"a.c", std::to_string(number) + "\n"}},
                          time, branch);
  }
  Listing list(const Window& window = {}) {
    History history(folder_.string());
    std::vector<ObjectId> tips;
    for (const Branch& branch : history.branches()) tips.push_back(branch.tip);
    return list_candidates(history, tips, window, reader_, [](std::uint64_t) {});
  }
  static std::vector<std::string> ids(const Listing& listing) {
    std::vector<std::string> list;
    for (const Candidate& each : listing.candidates) list.push_back(each.id.hex());
    return list;
  }

  fs::path folder_;
  std::unique_ptr<HistoryMaker> maker_;
  MessageReader reader_;
};

TEST_F(CandidatesTest, AreTheClaimsNewestFirst) {
  const std::string first = fix(1, 2000);
  maker_->commit("Add a button", {{"a.c", "x\n"}}, 2500);
  const std::string second = fix(2, 3000);
  const Listing listing = list();
  EXPECT_EQ(listing.commits, 4u);
  EXPECT_EQ(ids(listing), (std::vector<std::string>{second, first}));
}

TEST_F(CandidatesTest, EqualTimesGoById) {
  for (int i = 0; i < 8; ++i) fix(i, 2000);
  const Listing listing = list();
  ASSERT_EQ(listing.candidates.size(), 8u);
  EXPECT_TRUE(std::is_sorted(listing.candidates.begin(), listing.candidates.end(),
                             [](const Candidate& a, const Candidate& b) { return a.id < b.id; }));
}

TEST_F(CandidatesTest, WhatSeveralBranchesHoldCountsOnce) {
  const std::string shared = fix(1, 2000);
  maker_->point("release", shared);
  fix(2, 3000, "release");
  fix(3, 4000);
  EXPECT_EQ(list().candidates.size(), 3u);
}

TEST_F(CandidatesTest, MergesAndFirstCommitsAreNone) {
  maker_->point("side", fix(1, 2000));
  fix(2, 3000, "side");
  maker_->merge("Merge the fix of a buffer overflow", "side", 4000);
  maker_->commit("Fix buffer overflow", {{"z.c", "1\n"}}, 10, "orphan");
  EXPECT_EQ(list().candidates.size(), 2u);
}

TEST_F(CandidatesTest, WindowsKeepTheirFirstSecondAndNotTheirLast) {
  const std::string a = fix(1, 2000), b = fix(2, 3000);
  fix(3, 4000);
  Window window;
  window.since = 2000;
  window.until = 4000;
  EXPECT_EQ(ids(list(window)), (std::vector<std::string>{b, a}));
}

TEST_F(CandidatesTest, PartsMakeUpTheWhole) {
  for (int i = 0; i < 40; ++i) fix(i, 2000 + i);
  std::multiset<std::string> together;
  for (std::uint32_t part = 0; part < 3; ++part) {
    Window window;
    window.part_index = part;
    window.part_count = 3;
    const std::vector<std::string> found = ids(list(window));
    EXPECT_GT(found.size(), 3u);
    together.insert(found.begin(), found.end());
  }
  const std::vector<std::string> whole = ids(list());
  EXPECT_EQ(together, std::multiset<std::string>(whole.begin(), whole.end()));
}

TEST_F(CandidatesTest, CasesAreOpenedAndClosed) {
  maker_->commit("Add", {{"a.c", "int f(int n) { return t[n]; }\n"}, {"tests/t.c", "1\n"}}, 1500);
  maker_->commit("Fix buffer overflow in a test", {{"tests/t.c", "2\n"}}, 2000);
  const std::string real = maker_->commit("Fix buffer overflow (CVE-2031-12345)",
                                          {{"a.c", "int f(int n) { if (n >= size) return 0; return t[n]; }\n"}}, 3000);
  const Listing listing = list();
  History history(folder_.string());
  std::vector<Case> cases = open_cases(history, listing.candidates, reader_);
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_TRUE(cases[0].open);
  EXPECT_FALSE(cases[1].open);
  EXPECT_EQ(wanted_contents(cases).size(), 2u);
  int judged = 0;
  close_cases(history, cases, [&judged](const Case&) { ++judged; });
  EXPECT_EQ(judged, 1);
  EXPECT_TRUE(cases[0].verdict.fix);
  EXPECT_EQ(cases[0].id.hex(), real);
  EXPECT_EQ(cases[0].message.cve, std::vector<std::string>{"CVE-2031-12345"});
  EXPECT_FALSE(cases[1].verdict.fix);
}

}  // namespace
}  // namespace streamguard::repo
