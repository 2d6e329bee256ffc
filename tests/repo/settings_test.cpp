#include "repo/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::repo {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view json) {
  try {
    read_settings(json);
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_CONFIG);
    return error.what();
  }
  return "taken";
}

TEST(Settings, DefaultsAreWellKnownRepositoriesEachOnce) {
  const Settings settings = read_settings("{}");
  EXPECT_EQ(settings.repositories, default_repositories());
  EXPECT_EQ(read_settings("{\"repositories\":\"default\"}").repositories, default_repositories());
  EXPECT_FALSE(settings.all_branches);
  std::set<std::string> urls;
  for (const Source& each : settings.repositories) {
    EXPECT_TRUE(urls.insert(each.url).second) << each.url;
    EXPECT_EQ(read_settings("{\"repositories\":[\"" + each.url + "\"]}").repositories[0].url, each.url);
  }
  EXPECT_GE(urls.size(), 100u);
}

TEST(Settings, UrlsAreTidiedAndPathsStay) {
  const Settings settings = read_settings(
      R"({"repositories":["https://GitHub.com/Curl/curl.git/","/srv/git/a.git",{"url":"https://github.com/x/y","branch":"v1"}]})");
  EXPECT_EQ(settings.repositories[0].url, "https://github.com/Curl/curl");
  EXPECT_EQ(settings.repositories[1].url, "/srv/git/a.git");
  EXPECT_EQ(settings.repositories[2].branch, "v1");
}

TEST(Settings, RefusesWhatIsNoRepository) {
  EXPECT_THAT(refusal(R"({"repositories":[]})"), HasSubstr("the list is empty"));
  EXPECT_THAT(refusal(R"({"repositories":["curl/curl"]})"), HasSubstr("\"curl/curl\" is neither a url"));
  EXPECT_THAT(refusal(R"({"repositories":["https://github.com"]})"), HasSubstr("neither a url"));
  EXPECT_THAT(refusal(R"({"repositories":["https://a:b@github.com/x/y"]})"), HasSubstr("neither a url"));
  EXPECT_THAT(refusal(R"({"repositories":["/srv/../etc"]})"), HasSubstr("no absolute path"));
  EXPECT_THAT(refusal(R"({"repositories":["https://h/x","https://h/x.git"]})"), HasSubstr("listed twice"));
  EXPECT_THAT(refusal(R"({"repositories":"all"})"), HasSubstr("give a list"));
  EXPECT_THAT(refusal(R"({"branches":"some"})"), HasSubstr("neither all nor default"));
}

TEST(Settings, DatesAreDaysOrSeconds) {
  EXPECT_EQ(read_time("1970-01-01"), 0);
  EXPECT_EQ(read_time("2000-03-01"), 951'868'800);
  EXPECT_EQ(read_time("2024-02-29T12:34:56Z"), 1'709'210'096);
  for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-1-1", "2024-01-01 12:00:00Z", "2024-01-01T24:00:00Z",
                           "1969-12-31", "20240101"}) {
    EXPECT_FALSE(read_time(text).has_value()) << text;
  }
  EXPECT_THAT(refusal(R"({"since":"yesterday"})"), HasSubstr("since: \"yesterday\" is no day"));
  EXPECT_THAT(refusal(R"({"since":"2020-01-01","until":"2020-01-01"})"), HasSubstr("until: is not after since"));
}

}  // namespace
}  // namespace streamguard::repo
