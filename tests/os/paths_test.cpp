#include "os/paths.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "os/process.hpp"

namespace streamguard::os {
namespace {

/// An environment variable set for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name), before_(environment(name)) { put(value); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { put(before_ ? before_->c_str() : nullptr); }

 private:
  void put(const char* value) { value ? ::setenv(name_, value, 1) : ::unsetenv(name_); }
  const char* name_;
  std::optional<std::string> before_;
};

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

TEST(Paths, LieAroundTheExecutable) {
  const auto prefix = executable_path().parent_path().parent_path();
  EXPECT_EQ(data_folder(), prefix / "share/streamguard");
  EXPECT_EQ(worker_program().filename(), "streamguard-worker");
  EXPECT_TRUE(plugin_folder().is_absolute());
}

TEST(Paths, TellUnsetFromEmpty) {
  const Variable empty("STREAMGUARD_TEST_EMPTY", ""), unset("STREAMGUARD_TEST_UNSET", nullptr);
  EXPECT_EQ(environment("STREAMGUARD_TEST_EMPTY"), "");
  EXPECT_EQ(environment("STREAMGUARD_TEST_UNSET"), std::nullopt);
}

}  // namespace
}  // namespace streamguard::os
