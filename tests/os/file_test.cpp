#include "os/file.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "os/process.hpp"
#include "temp_folder.hpp"

namespace streamguard::os {
namespace {

constexpr std::size_t kMost = 1 << 20;

void put(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string get(const fs::path& path) {
  auto text = read_file(path, kMost);
  return text ? *text : "error: " + text.error().message;
}

TEST(File, AppendsPiecesInOrder) {
  const TempFolder folder;
  std::vector<std::string> texts;
  std::string wanted;
  for (int i = 0; i < 2000; ++i) wanted += texts.emplace_back(i % 5 == 0 ? "" : std::to_string(i));
  const std::vector<std::string_view> pieces(texts.begin(), texts.end());
  auto file = real_disk().open(folder / "part");
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->append(pieces));
  ASSERT_TRUE((*file)->append(pieces));
  ASSERT_TRUE((*file)->append({}));
  ASSERT_TRUE((*file)->sync());
  EXPECT_EQ(*(*file)->size(), 2 * wanted.size());
  EXPECT_EQ(get(folder / "part"), wanted + wanted);
}

TEST(File, AppendsBehindATruncation) {
  const TempFolder folder;
  put(folder / "part", "0123456789");
  auto file = real_disk().open(folder / "part");
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->truncate(4));
  const std::string_view more = "x";
  ASSERT_TRUE((*file)->append(std::span(&more, 1)));
  std::string got(8, '\0');
  auto read = (*file)->read(2, got);
  ASSERT_TRUE(read);
  EXPECT_EQ(got.substr(0, *read), "23x");
  EXPECT_EQ(*(*file)->read(5, got), 0U);
}

TEST(File, SaysWhichFileIsMissing) {
  const TempFolder folder;
  auto file = real_disk().open_read(folder / "none");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::unavailable);
  EXPECT_NE(file.error().message.find((folder / "none").string()), std::string::npos);
  EXPECT_FALSE(real_disk().open(folder / "no" / "folder"));
  EXPECT_FALSE(real_disk().open_read(folder.path()));
}

TEST(ReadFile, KeepsTheBound) {
  const TempFolder folder;
  put(folder / "f", "12345");
  EXPECT_EQ(*read_file(folder / "f", 5), "12345");
  auto much = read_file(folder / "f", 4);
  ASSERT_FALSE(much);
  EXPECT_EQ(much.error().code, Code::data);
  put(folder / "empty", "");
  EXPECT_EQ(*read_file(folder / "empty", 0), "");
}

TEST(Disk, ReplacesWholeFiles) {
  const TempFolder folder;
  ASSERT_TRUE(real_disk().replace(folder / "f", "old"));
  ASSERT_TRUE(real_disk().replace(folder / "f", "new one"));
  EXPECT_EQ(get(folder / "f"), "new one");
  EXPECT_EQ(real_disk().list(folder.path())->size(), 1U);  // no drafts stay behind
}

TEST(Disk, LeavesNoDraftWhenReplacingFails) {
  const TempFolder folder;
  ASSERT_TRUE(real_disk().make_folders(folder / "f" / "inside"));
  EXPECT_FALSE(real_disk().replace(folder / "f", "text"));
  EXPECT_EQ(real_disk().list(folder.path())->size(), 1U);
}

TEST(Disk, MakesListsRenamesAndRemoves) {
  const TempFolder folder;
  Disk& disk = real_disk();
  ASSERT_TRUE(disk.make_folders(folder / "a/b/c/"));
  ASSERT_TRUE(disk.make_folders(folder / "a/b/c"));
  put(folder / "a/b/2", "2");
  put(folder / "a/b/1", "1");
  EXPECT_EQ(*disk.list(folder / "a/b"), (std::vector<fs::path>{folder / "a/b/1", folder / "a/b/2", folder / "a/b/c"}));
  EXPECT_TRUE(disk.list(folder / "none")->empty());
  ASSERT_TRUE(disk.rename(folder / "a/b/1", folder / "a/2"));
  EXPECT_TRUE(disk.exists(folder / "a/2"));
  EXPECT_FALSE(disk.exists(folder / "a/b/1"));
  ASSERT_TRUE(disk.remove(folder / "a/2"));
  ASSERT_TRUE(disk.remove(folder / "a/2"));
  ASSERT_TRUE(disk.remove_all(folder / "a"));
  EXPECT_FALSE(disk.exists(folder / "a"));
  ASSERT_TRUE(disk.remove_all(folder / "a"));
}

TEST(Disk, KnowsFreeSpaceOfFoldersToBe) {
  const TempFolder folder;
  auto space = free_space(folder / "not/yet/there");
  ASSERT_TRUE(space);
  EXPECT_GT(*space, 0U);
}

TEST(Copy, IsEqualAndAnotherFile) {
  const TempFolder folder;
  std::string text(700'001, 'a');
  text[400'000] = 'b';
  put(folder / "from", text);
  ASSERT_TRUE(copy_read_only(folder / "from", folder / "to"));
  EXPECT_TRUE(get(folder / "to") == text);
  EXPECT_FALSE(fs::equivalent(folder / "from", folder / "to"));
  EXPECT_FALSE(copy_read_only(folder / "from", folder / "to"));  // never over what is there
}

TEST(Copy, CopiesEmptyFiles) {
  const TempFolder folder;
  put(folder / "empty", "");
  ASSERT_TRUE(copy_read_only(folder / "empty", folder / "empty copy"));
  EXPECT_EQ(get(folder / "empty copy"), "");
}

TEST(Lock, IsExclusiveAndNamesItsHolder) {
  const TempFolder folder;
  auto held = Lock::take(folder / "lock");
  ASSERT_TRUE(held);
  auto second = Lock::take(folder / "lock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_NE(second.error().message.find("process " + std::to_string(own_id())), std::string::npos)
      << second.error().message;
  held->reset();
  EXPECT_TRUE(Lock::take(folder / "lock"));
}

TEST(Lock, IsNotLostWhenTheFileIsReadMeanwhile) {
  const TempFolder folder;
  auto held = Lock::take(folder / "lock");
  ASSERT_TRUE(held);
  EXPECT_NE(get(folder / "lock").find("process"), std::string::npos);
  EXPECT_FALSE(Lock::take(folder / "lock"));
}

}  // namespace
}  // namespace streamguard::os
