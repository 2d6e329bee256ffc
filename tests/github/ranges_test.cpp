#include "github/ranges.hpp"

#include <gtest/gtest.h>

#include "github/ecosystems.hpp"
#include "github/windows.hpp"

namespace streamguard::github {
namespace {

std::string events(std::string_view range) {
  std::string json;
  std::string_view fixed;
  return append_events(range, json, fixed) ? json : "none";
}

TEST(Ranges, BecomeEventsThatSayTheSame) {
  EXPECT_EQ(events("< 1.2"), R"([{"introduced":"0"},{"fixed":"1.2"}])");
  EXPECT_EQ(events("<= 1.2"), R"([{"introduced":"0"},{"last_affected":"1.2"}])");
  EXPECT_EQ(events(">= 1.0"), R"([{"introduced":"1.0"}])");
  EXPECT_EQ(events(">= 0"), R"([{"introduced":"0"}])");
  EXPECT_EQ(events("= 3.1-rc.1+5"), R"([{"introduced":"3.1-rc.1+5"},{"last_affected":"3.1-rc.1+5"}])");
  EXPECT_EQ(events(">= 1.0, < 1.2"), R"([{"introduced":"1.0"},{"fixed":"1.2"}])");
  EXPECT_EQ(events(">=1.0,<=1.4"), R"([{"introduced":"1.0"},{"last_affected":"1.4"}])");
  EXPECT_EQ(events("< 1.2, >= 1.0"), R"([{"introduced":"1.0"},{"fixed":"1.2"}])");
}

TEST(Ranges, AreNotGuessed) {
  for (const char* range : {"", "1.2", "> 1.0", "> 1.0, < 1.2", "!= 1.0", "< 1.2 || > 2", "< 1.2, < 1.3", "= 1, = 2",
                            ">= 1, = 2", "= 2, < 3", "< 1, <= 2", "<", "< , >= 1", ">= 1.0 < 1.2", "< 1.2,", "all"}) {
    EXPECT_EQ(events(range), "none") << range;
  }
}

TEST(Ranges, TellTheFixedVersionAndEscape) {
  std::string json;
  std::string_view fixed;
  EXPECT_TRUE(append_events("< 1.\"2", json, fixed));
  EXPECT_EQ(fixed, "1.\"2");
  EXPECT_EQ(json, R"([{"introduced":"0"},{"fixed":"1.\"2"}])");
  EXPECT_TRUE(append_events("<= 1", json, fixed));
  EXPECT_TRUE(fixed.empty());
}

TEST(Ecosystems, HaveTheNamesOfOsv) {
  EXPECT_EQ(osv_name("PIP"), "PyPI");
  EXPECT_EQ(osv_name("RUST"), "crates.io");
  EXPECT_EQ(osv_name("COMPOSER"), "Packagist");
  EXPECT_EQ(osv_name("ERLANG"), "Hex");
  EXPECT_EQ(osv_name("LATER"), "LATER");
}

TEST(Ecosystems, HavePackageUrls) {
  EXPECT_EQ(purl_of("PyPI", "Ruamel_Yaml"), "pkg:pypi/ruamel-yaml");
  EXPECT_EQ(purl_of("npm", "@scope/name"), "pkg:npm/%40scope/name");
  EXPECT_EQ(purl_of("Maven", "org.example:lib"), "pkg:maven/org.example/lib");
  EXPECT_EQ(purl_of("Go", "github.com/Owner/name"), "pkg:golang/github.com/Owner/name");
  EXPECT_EQ(purl_of("SwiftURL", "https://github.com/o/n"), "pkg:swift/github.com/o/n");
  EXPECT_FALSE(purl_of("GitHub Actions", "o/n"));
  EXPECT_FALSE(purl_of("LATER", "x"));
}

TEST(Windows, AreQuartersFromTheNewestDown) {
  const auto windows = windows_of("2024-05-06T01:02:03Z", "2023-11-20T00:00:00Z");
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[0].name, "2024-Q2");
  EXPECT_EQ(windows[0].begin, "2024-04-01T00:00:00Z");
  EXPECT_EQ(windows[0].end, "");  // whatever is published while we read
  EXPECT_EQ(windows[1].begin, "2024-01-01T00:00:00Z");
  EXPECT_EQ(windows[1].end, "2024-04-01T00:00:00Z");
  EXPECT_EQ(windows[2].name, "2023-Q4");
  EXPECT_EQ(windows[2].begin, "2023-11-20T00:00:00Z");
  EXPECT_EQ(windows[2].end, "2024-01-01T00:00:00Z");
}

TEST(Windows, ReachBackToTheFirstAdvisory) {
  const auto windows = windows_of("2018-01-01T00:00:00Z", "");
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[1].name, "2017-Q4");
  EXPECT_EQ(windows[1].begin, "");
  EXPECT_EQ(windows_of("2011-01-01T00:00:00Z", "").size(), 1u);
  EXPECT_TRUE(windows_of("2018-01-01T00:00:00Z", "2019-01-01T00:00:00Z").empty());
  EXPECT_TRUE(windows_of("yesterday", "").empty());
  EXPECT_TRUE(windows_of("2018-13-01T00:00:00Z", "").empty());
}

}  // namespace
}  // namespace streamguard::github
