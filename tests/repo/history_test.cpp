#include "repo/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <streamguard/cpp/plugin.hpp>

#include "../fresh_folder.hpp"
#include "history_maker.hpp"

namespace streamguard::repo {
namespace {

namespace fs = std::filesystem;

class HistoryTest : public ::testing::Test {
 protected:
  HistoryTest()
      : folder_(fs::path(::testing::TempDir()) /
                ("history_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    tests::remove_folder(folder_);
  }
  ~HistoryTest() override { tests::remove_folder(folder_); }

  static std::set<std::string> walk(History& history, const std::vector<ObjectId>& tips) {
    std::set<std::string> ids;
    history.walk(tips, [&ids](const Commit& commit) {
      EXPECT_TRUE(ids.insert(commit.id.hex()).second);
      return true;
    });
    return ids;
  }

  fs::path folder_;
};

TEST_F(HistoryTest, ListsBranchesByNameAndKnowsTheDefaultOne) {
  HistoryMaker maker(folder_);
  const std::string first = maker.commit("one", {{"a.c", "1\n"}}, 100);
  maker.point("release", first);
  const std::string second = maker.commit("two", {{"a.c", "2\n"}}, 200);
  const History history(folder_.string());
  const std::vector<Branch> branches = history.branches();
  ASSERT_EQ(branches.size(), 2u);
  EXPECT_EQ(branches[0].name, "main");
  EXPECT_EQ(branches[0].tip.hex(), second);
  EXPECT_EQ(branches[1].name, "release");
  EXPECT_EQ(history.default_branch()->name, "main");
}

TEST_F(HistoryTest, WithoutTheBranchOfItsHeadTheFirstOneIsTheDefault) {
  HistoryMaker maker(folder_);
  maker.commit("one", {{"a.c", "1\n"}}, 100, "trunk");
  maker.commit("one", {{"a.c", "1\n"}}, 100, "work");
  EXPECT_EQ(History(folder_.string()).default_branch()->name, "trunk");
}

TEST_F(HistoryTest, WalksEveryCommitOnceThroughMerges) {
  HistoryMaker maker(folder_);
  const std::string root = maker.commit("root", {{"a.c", "1\n"}}, 100);
  maker.point("side", root);
  maker.commit("side", {{"b.c", "1\n"}}, 150, "side");
  maker.commit("main", {{"a.c", "2\n"}}, 200);
  const std::string merged = maker.merge("merge", "side", 300);
  History history(folder_.string());
  const auto tip = *object_id(merged);
  EXPECT_EQ(walk(history, {tip}).size(), 4u);
  EXPECT_EQ(walk(history, {tip, *object_id(root)}).size(), 4u);
}

TEST_F(HistoryTest, ReadsACommitsFields) {
  HistoryMaker maker(folder_);
  const std::string parent = maker.commit("root", {{"a.c", "1\n"}}, 100);
  const std::string child = maker.commit("Fix it\n\nAll of it.\n", {{"a.c", "2\n"}}, 1'700'000'000);
  History history(folder_.string());
  Commit commit;
  ASSERT_TRUE(parse_commit(*history.read(*object_id(child), ObjectKind::commit), commit));
  EXPECT_EQ(commit.time, 1'700'000'000);
  ASSERT_EQ(commit.parents.size(), 1u);
  EXPECT_EQ(commit.parents[0].hex(), parent);
  EXPECT_EQ(commit.message, "Fix it\n\nAll of it.\n");
}

TEST_F(HistoryTest, ToldWhatIsNotThere) {
  HistoryMaker maker(folder_);
  const std::string id = maker.commit("root", {{"a.c", "1\n"}}, 100);
  History history(folder_.string());
  EXPECT_FALSE(history.read(ObjectId{}, ObjectKind::blob).has_value());
  EXPECT_FALSE(history.read(*object_id(id), ObjectKind::blob).has_value());
  EXPECT_TRUE(history.has(*object_id(id)));
  EXPECT_EQ(history.walk({ObjectId{}}, [](const Commit&) { return true; }), 1u);
}

TEST_F(HistoryTest, RefusesAFolderThatIsNoRepository) {
  fs::create_directories(folder_);
  try {
    const History history(folder_.string());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_DATA);
    EXPECT_THAT(error.what(), ::testing::HasSubstr(folder_.string()));
  }
}

TEST(ObjectIds, AreReadAndWrittenInHex) {
  const std::string hex = "0123456789abcdef0123456789abcdef01234567";
  EXPECT_EQ(object_id(hex)->hex(), hex);
  EXPECT_EQ(object_id(hex)->leading(), 0x0123456789abcdefu);
  EXPECT_FALSE(object_id(hex.substr(1)).has_value());
  EXPECT_FALSE(object_id("g" + hex.substr(1)).has_value());
}

TEST(ParseCommit, RefusesWhatIsNoCommit) {
  Commit commit;
  EXPECT_FALSE(parse_commit("", commit));
  EXPECT_FALSE(parse_commit("tree 12\n\nmessage", commit));
  EXPECT_FALSE(parse_commit("committer A <a@b> 12 +0000\n\nm", commit));
}

}  // namespace
}  // namespace streamguard::repo
