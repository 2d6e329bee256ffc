// What Windows makes hard: long names, read-only files, files that are open.
#include <gtest/gtest.h>

#include "os/file.hpp"
#include "os/windows_win32.hpp"
#include "temp_folder.hpp"
#include "wine.hpp"

namespace streamguard::os {
namespace {

constexpr std::size_t kMost = 1 << 20;

fs::path deep_folder(const TempFolder& folder) {
  fs::path path = folder.path();
  while (path.native().size() < 600) path /= std::string(50, 'd');
  return path;
}

TEST(LongNames, AreMadeReplacedListedMeasuredAndRemoved) {
  const TempFolder folder;
  const fs::path deep = deep_folder(folder);
  Disk& disk = real_disk();
  ASSERT_TRUE(disk.make_folders(deep)) << disk.make_folders(deep).error().message;
  ASSERT_TRUE(disk.replace(deep / "f", "old"));
  ASSERT_TRUE(disk.replace(deep / "f", "newer"));
  EXPECT_EQ(*read_file(deep / "f", kMost), "newer");
  EXPECT_TRUE(disk.exists(deep / "f"));
  EXPECT_EQ(disk.list(deep)->size(), 1U);
  EXPECT_EQ(folder_size(folder.path()), 5U);
  ASSERT_TRUE(copy_read_only(deep / "f", deep / "g"));
  EXPECT_TRUE(Lock::take(deep / "lock"));
  ASSERT_TRUE(disk.remove_all(folder.path() / std::string(50, 'd')));
  EXPECT_TRUE(disk.list(folder.path())->empty());
}

TEST(ReadOnlyFiles, AreRemovedAndReplaced) {
  const TempFolder folder;
  Disk& disk = real_disk();
  for (const char* name : {"one", "two", "three"}) {
    ASSERT_TRUE(disk.replace(folder / name, "x"));
    ::SetFileAttributesW(long_path(folder / name).c_str(), FILE_ATTRIBUTE_READONLY);
  }
  EXPECT_TRUE(disk.replace(folder / "one", "y"));
  EXPECT_TRUE(disk.remove(folder / "two"));
  ASSERT_TRUE(disk.make_folders(folder / "sub"));
  EXPECT_TRUE(disk.remove_all(folder.path()));
  EXPECT_FALSE(disk.exists(folder.path()));
}

TEST(OpenFiles, AreReplacedUnderTheirReaders) {
  if (on_wine()) GTEST_SKIP() << "Wine 8 replaces no file that is open: it lacks FILE_RENAME_FLAG_POSIX_SEMANTICS";
  const TempFolder folder;
  ASSERT_TRUE(real_disk().replace(folder / "f", "old"));
  const auto reader = real_disk().open_read(folder / "f");
  ASSERT_TRUE(reader);
  const Status replaced = real_disk().replace(folder / "f", "new");
  ASSERT_TRUE(replaced) << replaced.error().message;
  EXPECT_EQ(*read_file(folder / "f", kMost), "new");
}

TEST(Bytes, StayAsTheyAre) {
  const TempFolder folder;
  auto file = real_disk().open(folder / "f");
  ASSERT_TRUE(file);
  const std::string_view text = "a\nb\r\n\x1a";
  ASSERT_TRUE((*file)->append(std::span(&text, 1)));
  EXPECT_EQ(*read_file(folder / "f", kMost), text);
}

TEST(Holder, IsNamedWhileTheLockIsHeld) {
  const TempFolder folder;
  EXPECT_FALSE(Lock::holder(folder / "lock")->has_value());
  auto held = Lock::take(folder / "lock");
  ASSERT_TRUE(held);
  EXPECT_NE(Lock::holder(folder / "lock")->value_or("").find("process"), std::string::npos);
  held->reset();
  EXPECT_FALSE(Lock::holder(folder / "lock")->has_value());
}

}  // namespace
}  // namespace streamguard::os
