// Words as people read them.
#include "view/words.hpp"

#include <gtest/gtest.h>

namespace streamguard::view {
namespace {

TEST(ViewWords, NounsOfPluginsInTheirPlural) {
  for (const auto& [one, many] : {std::pair{"record", "records"},
                                  {"repository", "repositories"},
                                  {"key", "keys"},
                                  {"CVE", "CVEs"},
                                  {"batch", "batches"},
                                  {"index", "indexes"},
                                  {"y", "ys"}}) {
    EXPECT_EQ(plural(one), many);
  }
}

}  // namespace
}  // namespace streamguard::view
