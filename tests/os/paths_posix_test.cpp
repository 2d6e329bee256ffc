#include <gtest/gtest.h>

#include "os/paths.hpp"
#include "variable.hpp"

namespace streamguard::os {
namespace {

TEST(Paths, FollowTheHomeFolder) {
  const Variable home("HOME", "/home/ada"), cache("XDG_CACHE_HOME", nullptr), data("XDG_DATA_HOME", nullptr);
  EXPECT_EQ(home_folder(), "/home/ada");
  EXPECT_EQ(cache_folder(), "/home/ada/.cache/streamguard");
  EXPECT_EQ(user_plugin_folder(), "/home/ada/.local/share/streamguard/plugins");
  EXPECT_EQ(expand_home("~"), "/home/ada");
  EXPECT_EQ(expand_home("~/x/y"), "/home/ada/x/y");
  EXPECT_EQ(expand_home("~other/x"), "~other/x");
  EXPECT_EQ(expand_home("/a/~"), "/a/~");
}

TEST(Paths, FollowTheXdgVariablesWhenAbsolute) {
  const Variable home("HOME", "/home/ada"), cache("XDG_CACHE_HOME", "/big/cache"), data("XDG_DATA_HOME", "relative");
  EXPECT_EQ(cache_folder(), "/big/cache/streamguard");
  EXPECT_EQ(user_plugin_folder(), "/home/ada/.local/share/streamguard/plugins");
}

}  // namespace
}  // namespace streamguard::os
