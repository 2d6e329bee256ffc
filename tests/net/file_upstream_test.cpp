#include "net/file_upstream.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "core/file_url.hpp"

namespace streamguard::net {
namespace {
namespace fs = std::filesystem;

class FileUpstream : public ::testing::Test {
 protected:
  FileUpstream()
      : outside_(fs::temp_directory_path() / ("streamguard-mirror-" + unique_name())), root_(outside_ / "mirror") {
    fs::create_directories(root_ / "PyPI");
    write(outside_ / "secret.txt", "outside");
    write(root_ / "PyPI" / "all.zip", "zip");
    write(root_ / "a b.txt", "blank");
  }
  ~FileUpstream() override { fs::remove_all(outside_); }
  static void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }
  Code code(const std::string& path) {
    auto found = find_in_mirror(root_, path);
    EXPECT_FALSE(found.ok()) << path;
    return found.ok() ? Code::bug : found.error().code;
  }

  fs::path outside_, root_;
};

TEST_F(FileUpstream, FindsAFile) {
  auto found = find_in_mirror(root_, "/PyPI/all.zip");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ((*found)->path(), root_ / "PyPI" / "all.zip");
  EXPECT_EQ((*found)->size(), 3U);
  EXPECT_TRUE(find_in_mirror(root_, "/a%20b.txt").ok());
}

TEST_F(FileUpstream, NeverLeavesTheFolder) {
  for (const char* path : {"/../secret.txt", "/PyPI/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                           "/PyPI/..\\..\\secret.txt", "/a%00b", "/./a%20b.txt"}) {
    EXPECT_EQ(code(path), Code::data) << path;
  }
  // With a drive letter in it it is no path of a url at all.
  const Code refused = kDriveLetters ? Code::data : Code::unavailable;
  EXPECT_EQ(code("/" + (outside_ / "secret.txt").string()), refused);
  EXPECT_EQ(code((outside_ / "secret.txt").string()), refused);
}

TEST_F(FileUpstream, ServesOnlyRegularFiles) {
  EXPECT_EQ(code("/PyPI"), Code::unavailable);
  EXPECT_EQ(code("/"), Code::unavailable);
  EXPECT_EQ(code("/missing"), Code::unavailable);
  if (kDriveLetters) return;  // no devices among files there
  fs::create_symlink("/dev/zero", root_ / "zero");
  EXPECT_EQ(code("/zero"), Code::unavailable);
}

TEST_F(FileUpstream, FollowsTheLinksThatItsOperatorSet) {
  if (kDriveLetters) GTEST_SKIP() << "links are for administrators there";
  fs::create_directory_symlink(root_ / "PyPI", root_ / "linked");
  fs::create_symlink(outside_ / "secret.txt", root_ / "shared.txt");
  EXPECT_TRUE(find_in_mirror(root_, "/linked/all.zip").ok());
  EXPECT_TRUE(find_in_mirror(root_, "/shared.txt").ok());
}

TEST_F(FileUpstream, AQueryNamesAFileOfItsOwnOrIsLeftOut) {
  EXPECT_EQ((*find_in_mirror(root_, "/PyPI/all.zip?generation=1"))->path(), root_ / "PyPI" / "all.zip");
  if (kDriveLetters) return;  // no name has a question mark there
  write(root_ / "PyPI" / "all.zip?generation=1", "other");
  EXPECT_EQ((*find_in_mirror(root_, "/PyPI/all.zip?generation=1"))->size(), 5U);
}

TEST_F(FileUpstream, ReadsItsUrl) {
  const std::string drive = kDriveLetters ? "C:" : "";
  EXPECT_EQ(*mirror_root("file://" + drive + "/srv/my%20mirror"), drive + "/srv/my mirror");
  EXPECT_FALSE(mirror_root("file://host/srv").ok());
  EXPECT_FALSE(mirror_root("file:///srv/%zz").ok());
}

}  // namespace
}  // namespace streamguard::net
