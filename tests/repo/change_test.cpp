#include "repo/change.hpp"

#include <gtest/gtest.h>

#include "../fresh_folder.hpp"
#include "history_maker.hpp"

namespace streamguard::repo {
namespace {

namespace fs = std::filesystem;

class ChangeTest : public ::testing::Test {
 protected:
  ChangeTest()
      : folder_(fs::path(::testing::TempDir()) /
                ("change_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    tests::remove_folder(folder_);
    maker_ = std::make_unique<HistoryMaker>(folder_);
  }
  ~ChangeTest() override { tests::remove_folder(folder_); }

  Change change(const std::string& commit) {
    history_ = std::make_unique<History>(folder_.string());
    const auto found = change_of(*history_, *object_id(commit));
    EXPECT_TRUE(found.has_value());
    return found.value_or(Change{});
  }
  static std::vector<std::string> paths(const Change& change) {
    std::vector<std::string> list;
    for (const ChangedFile& file : change.files) list.push_back(file.path);
    return list;
  }

  fs::path folder_;
  std::unique_ptr<HistoryMaker> maker_;
  std::unique_ptr<History> history_;
};

TEST_F(ChangeTest, NamesWhatWasAddedChangedAndRemovedInAllFolders) {
  maker_->commit(
      "one", {{"a.c", "1\n"}, {"lib/b.c", "1\n"}, {"lib/deep/c.c", "1\n"}, {"same/d.c", "1\n"}, {"lib.c", "1\n"}}, 1);
  const std::string id =
      maker_->commit("two", {{"a.c", "2\n"}, {"lib/deep/c.c", "2\n"}, {"lib/b.c", ""}, {"new/e.c", "1\n"}}, 2);
  const Change found = change(id);
  EXPECT_EQ(paths(found), (std::vector<std::string>{"a.c", "lib/b.c", "lib/deep/c.c", "new/e.c"}));
  EXPECT_TRUE(found.files[1].after.is_zero());
  EXPECT_TRUE(found.files[3].before.is_zero());
  EXPECT_EQ(found.parents, 1u);
  EXPECT_EQ(found.counts().source, 2u) << "only files that were there before and after";
}

TEST_F(ChangeTest, AFileThatBecomesAFolderIsBoth) {
  maker_->commit("one", {{"a", "1\n"}, {"b.c", "1\n"}}, 1);
  const Change found = change(maker_->commit("two", {{"a", ""}, {"a/x.c", "1\n"}}, 2));
  EXPECT_EQ(paths(found), (std::vector<std::string>{"a", "a/x.c"}));
}

TEST_F(ChangeTest, TheFirstCommitAddsEverything) {
  const Change found = change(maker_->commit("one", {{"a.c", "1\n"}, {"b/c.c", "1\n"}}, 1));
  EXPECT_EQ(found.files.size(), 2u);
  EXPECT_EQ(found.parents, 0u);
}

TEST_F(ChangeTest, CountsWhatTheDiffDoes) {
  maker_->commit("one", {{"a.c", "int f(int n) {\n  return t[n];\n}\n"}, {"t/test_a.c", "x\n"}}, 1);
  const std::string id = maker_->commit("two",
                                        {{"a.c",
                                          "int f(int n) {\n  // far too far\n  if (n >= max_size) return -1;\n\n"
                                          "  return t[escape(n)];\n}\n"},
                                         {"t/test_a.c", "y\n"}},
                                        2);
  const Change found = change(id);
  const auto facts = diff_facts(*history_, found);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->added, 2u);
  EXPECT_EQ(facts->removed, 1u);
  EXPECT_EQ(facts->checks, 1u);
  EXPECT_EQ(facts->size_checks, 1u);
  EXPECT_EQ(facts->exits, 2u);
  EXPECT_EQ(facts->limits, 1u);
  EXPECT_EQ(facts->escapes, 1u);
  EXPECT_EQ(contents_of(found).size(), 2u) << "the test's contents are not asked for";
}

TEST_F(ChangeTest, ContentsThatAreNotThereGiveNoDiff) {
  maker_->commit("one", {{"a.c", "1\n"}}, 1);
  Change found = change(maker_->commit("two", {{"a.c", "2\n"}}, 2));
  found.files[0].before.bytes[0] ^= 1;
  EXPECT_FALSE(diff_facts(*history_, found).has_value());
}

TEST_F(ChangeTest, BinaryContentsCountNothing) {
  maker_->commit("one", {{"a.c", std::string("a\0b\n", 4)}}, 1);
  const Change found = change(maker_->commit("two", {{"a.c", std::string("a\0c\n", 4)}}, 2));
  EXPECT_EQ(diff_facts(*history_, found), DiffFacts{});
}

TEST(DiffFactsTest, WordsAreParts) {
  DiffFacts facts;
  facts.add_line("  notify(shift);");  // neither "if" nor "not"
  facts.add_line("  if (bufLen > MAX_LEN) goto fail;");
  facts.add_line("  * a comment");
  facts.add_line("# a comment of another language");
  facts.add_line("#define LIMIT 4");
  EXPECT_EQ(facts.added, 3u);
  EXPECT_EQ(facts.checks, 1u);
  EXPECT_EQ(facts.size_checks, 1u);
  EXPECT_EQ(facts.limits, 2u);
}

}  // namespace
}  // namespace streamguard::repo
