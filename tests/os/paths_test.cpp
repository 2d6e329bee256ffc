#include "os/paths.hpp"

#include <gtest/gtest.h>

#include "os/process.hpp"
#include "variable.hpp"

namespace streamguard::os {
namespace {

TEST(Paths, LieAroundTheExecutable) {
  const auto prefix = executable_path().parent_path().parent_path();
  EXPECT_EQ(data_folder(), prefix / "share/streamguard");
  EXPECT_EQ(worker_program().stem(), "streamguard-worker");
  EXPECT_TRUE(plugin_folder().is_absolute());
}

TEST(Paths, TellUnsetFromEmpty) {
  const Variable empty("STREAMGUARD_TEST_EMPTY", ""), unset("STREAMGUARD_TEST_UNSET", nullptr);
  EXPECT_EQ(environment("STREAMGUARD_TEST_EMPTY"), "");
  EXPECT_EQ(environment("STREAMGUARD_TEST_UNSET"), std::nullopt);
}

}  // namespace
}  // namespace streamguard::os
