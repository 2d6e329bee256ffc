#include <gtest/gtest.h>

#include "os/paths.hpp"
#include "os/windows_win32.hpp"
#include "variable.hpp"

namespace streamguard::os {
namespace {

TEST(Paths, FollowTheUsersFolders) {
  const Variable home("USERPROFILE", "C:\\Users\\ada"), data("LOCALAPPDATA", "C:\\Users\\ada\\AppData\\Local");
  EXPECT_EQ(home_folder(), "C:\\Users\\ada");
  EXPECT_EQ(cache_folder(), "C:\\Users\\ada\\AppData\\Local\\StreamGuard\\cache");
  EXPECT_EQ(user_plugin_folder(), "C:\\Users\\ada\\AppData\\Local\\StreamGuard\\plugins");
  EXPECT_EQ(expand_home("~"), "C:\\Users\\ada");
  EXPECT_EQ(expand_home("~/x/y"), "C:\\Users\\ada\\x/y");
  EXPECT_EQ(expand_home("~other/x"), "~other/x");
}

TEST(Paths, TakeVariablesThatAreNotAscii) {
  const Variable home("USERPROFILE", "C:\\Users\\Zo\u00eb \U0001f600");
  EXPECT_EQ(home_folder().string(), "C:\\Users\\Zo\u00eb \U0001f600");
}

TEST(Paths, GiveChildrenWhatTheSystemNeedsAndNothingOfTheUsers) {
  const Variable secret("STREAMGUARD_TEST_SECRET", "hush");
  const auto environment = worker_environment("C:\\scratch");
  EXPECT_TRUE(environment.contains("SystemRoot"));
  EXPECT_EQ(environment.at("TEMP"), "C:\\scratch");
  EXPECT_FALSE(environment.contains("STREAMGUARD_TEST_SECRET"));
  EXPECT_FALSE(environment.contains("USERPROFILE"));
}

TEST(LongPath, IsAbsoluteAndHasThePrefix) {
  EXPECT_EQ(long_path("C:/a/b/../c"), L"\\\\?\\C:\\a\\c");
  EXPECT_EQ(long_path("\\\\server\\share\\x"), L"\\\\?\\UNC\\server\\share\\x");
  EXPECT_EQ(long_path("\\\\?\\C:\\x"), L"\\\\?\\C:\\x");
}

TEST(Text, GoesThereAndBack) {
  const std::string text = "Gr\u00f6\u00dfe \U0001f600";
  EXPECT_EQ(narrow(wide(text)), text);
  EXPECT_EQ(narrow(wide("")), "");
}

}  // namespace
}  // namespace streamguard::os
