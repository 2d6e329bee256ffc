// What only POSIX systems have: devices, links, folders that forbid.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "os/file.hpp"
#include "temp_folder.hpp"

namespace streamguard::os {
namespace {

constexpr std::size_t kMost = 1 << 20;

void put(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string get(const fs::path& path) {
  auto text = read_file(path, kMost);
  return text ? *text : "error: " + text.error().message;
}

TEST(File, SaysThatTheDiskIsFull) {
  auto file = real_disk().open("/dev/full");
  ASSERT_TRUE(file);
  const std::string_view text = "x";
  const Status appended = (*file)->append(std::span(&text, 1));
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, Code::io);
  EXPECT_NE(appended.error().message.find("free some space"), std::string::npos) << appended.error().message;
}

TEST(ReadFile, ReadsFilesThatDoNotTellTheirSize) {
  EXPECT_NE(get("/proc/self/status").find("Pid:"), std::string::npos);
}

TEST(Disk, RemovesFoldersThatForbidIt) {
  const TempFolder folder;
  fs::create_directories(folder / "a/b");
  put(folder / "a/b/f", "x");
  fs::permissions(folder / "a/b", fs::perms::none);
  fs::permissions(folder / "a", fs::perms::owner_read);
  EXPECT_TRUE(real_disk().remove_all(folder / "a"));
  EXPECT_FALSE(fs::exists(folder / "a"));
}

TEST(Disk, DoesNotFollowLinksWhenRemovingOrMeasuring) {
  const TempFolder folder;
  fs::create_directories(folder / "precious");
  put(folder / "precious/f", "12345");
  fs::create_directories(folder / "scratch");
  put(folder / "scratch/f", "123");
  fs::create_directory_symlink(folder / "precious", folder / "scratch/link");
  fs::create_symlink(folder / "precious/f", folder / "scratch/file-link");
  EXPECT_EQ(folder_size(folder / "scratch"), 3U);
  ASSERT_TRUE(real_disk().remove_all(folder / "scratch"));
  EXPECT_EQ(get(folder / "precious/f"), "12345");
  EXPECT_EQ(folder_size(folder / "none"), 0U);
}

TEST(Copy, CopiesEmptyFilesAndThoseWithoutASize) {
  const TempFolder folder;
  put(folder / "empty", "");
  ASSERT_TRUE(copy_read_only(folder / "empty", folder / "empty copy"));
  EXPECT_EQ(get(folder / "empty copy"), "");
  ASSERT_TRUE(copy_read_only("/proc/self/status", folder / "status"));
  EXPECT_NE(get(folder / "status").find("Pid:"), std::string::npos);
}

TEST(Copy, NeverWritesThroughALink) {
  const TempFolder folder;
  put(folder / "from", "attack");
  put(folder / "precious", "kept");
  fs::create_symlink(folder / "precious", folder / "to");
  EXPECT_FALSE(copy_read_only(folder / "from", folder / "to"));
  EXPECT_EQ(get(folder / "precious"), "kept");
}

TEST(Copy, IsReadOnly) {
  const TempFolder folder;
  put(folder / "from", "text");
  ASSERT_TRUE(copy_read_only(folder / "from", folder / "to"));
  struct stat info {};
  ASSERT_EQ(::stat((folder / "to").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0444U);
}

}  // namespace
}  // namespace streamguard::os
