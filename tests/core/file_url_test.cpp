#include "core/file_url.hpp"

#include <gtest/gtest.h>

namespace streamguard {
namespace {

TEST(FileUrl, GetsTheSlashThatADriveLetterNeeds) {
  if (!kDriveLetters) {
    EXPECT_EQ(whole_file_url("file://C:/mirror"), "file://C:/mirror");
    GTEST_SKIP() << "no drive letters here";
  }
  EXPECT_EQ(whole_file_url("file://C:/mirror"), "file:///C:/mirror");
  EXPECT_EQ(whole_file_url("file://C:\\mirror\\osv"), "file:///C:/mirror/osv");
  EXPECT_EQ(whole_file_url("file:///C:/mirror"), "file:///C:/mirror");
}

TEST(FileUrl, LeavesOthersAsTheyAre) {
  EXPECT_EQ(whole_file_url("https://example.org/a\\b"), "https://example.org/a\\b");
  EXPECT_EQ(whole_file_url("file:///srv/mirror"), "file:///srv/mirror");
  EXPECT_EQ(whole_file_url("file://"), "file://");
  EXPECT_EQ(whole_file_url(""), "");
}

TEST(FileUrl, NamesItsFolder) {
  const std::string drive = kDriveLetters ? "C:" : "";
  EXPECT_EQ(folder_of_file_url(whole_file_url("file://" + drive + "/srv/mirror")), drive + "/srv/mirror");
  EXPECT_EQ(folder_of_file_url("file://"), "");
  EXPECT_EQ(folder_of_file_url("file:///srv/mirror").generic_string(), "/srv/mirror");
}

}  // namespace
}  // namespace streamguard
