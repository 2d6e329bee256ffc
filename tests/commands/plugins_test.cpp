// streamguard plugins, version, validate: for people and for programs.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "said.hpp"
#include "scenario.hpp"

namespace streamguard::commands {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Plugins, ListForProgramsHoldsWhatIsShown) {
  const Said text = say({"plugins", "list"});
  const json list = json::parse(say({"plugins", "list", "--json"}).out);
  ASSERT_GE(list.at("plugins").size(), 2U);
  for (const json& plugin : list.at("plugins")) {
    EXPECT_THAT(text.out, HasSubstr(plugin.at("id").get<std::string>()));
    EXPECT_TRUE(std::filesystem::exists(plugin.at("library").get<std::string>()));
  }
}

TEST(Plugins, InfoTellsPermissionsConfigurationAndPath) {
  const Said text = say({"plugins", "info", "json"});
  EXPECT_EQ(text.code, 0) << text.errors;
  const json info = json::parse(say({"plugins", "info", "json", "--json"}).out);
  EXPECT_EQ(info.at("manifest").at("id"), "json");
  EXPECT_EQ(info.at("sha256").get<std::string>().size(), 64U);
  for (const std::string& part :
       {std::string("reporter"), std::string("collection_report.json"), info.at("sha256").get<std::string>(),
        std::filesystem::path(info.at("library").get<std::string>()).make_preferred().string(),
        std::string(kSandboxWord), std::string("Its config")}) {
    EXPECT_THAT(text.out, HasSubstr(part));
  }
  expect_harmless(text.out);
  const Said wrong = say({"plugins", "info", "jsno"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("did you mean 'json'?"));
}

TEST(Plugins, ASidecarOfAStrangerSteersNothing) {
  const scenario::Folder home;
  const auto folder = home.path() / ".local/share/streamguard/plugins";
  std::filesystem::create_directories(folder);
  scenario::put(folder / "odd.so",
                "\x7f"
                "ELF");
  scenario::put(
      folder / "odd.json",
      R"({"id":"odd","version":"1.0.0","title":"T","license":"MIT","kinds":["collector"],"description":"\u001b[2Jx\u202ey",)"
      R"("config_schema":{"type":"object","properties":{"a\u001b[31m":{"type":"string","description":"\u009bz"}}}})");
  scenario::put(folder / "worse.json", "{\"id\":\"\\u001b[2J\"}");
  scenario::put(folder / "worse.so", "");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"list"}, {"info", "odd"}, {"info", "\x1b[2J"}}) {
    std::vector<std::string> arguments{"plugins"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const Said said = say(arguments, {{"HOME", home.path().string()}, {"XDG_DATA_HOME", ""}});
    expect_harmless(said.out);
    expect_harmless(said.errors);
  }
}

TEST(Version, ForPeopleAndPrograms) {
  const json about = json::parse(say({"version", "--json"}).out);
  EXPECT_THAT(say({"version"}).out, HasSubstr("streamguard " + about.at("streamguard").get<std::string>() + "\n"));
  EXPECT_TRUE(about.at("worker_protocol").is_number());
  EXPECT_TRUE(about.at("plugin_contract").is_string());
}

TEST(Validate, ForProgramsTellsFaultsWithPlaces) {
  scenario::Scenario scenario("  steady: {plugin: steady, target: 30, shards: 2}\n");
  const Said good = say({"validate", scenario.manifest().string(), "--json"});
  EXPECT_EQ(good.code, 0);
  EXPECT_EQ(json::parse(good.out).at("plan").at("collectors").at("steady").at("shards"), 2);
  scenario.rewrite("  steady: {plugin: steady, tarket: 30}\n");
  const Said bad = say({"validate", scenario.manifest().string(), "--json"});
  EXPECT_EQ(bad.code, 2);
  const json faults = json::parse(bad.out).at("faults");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_GT(faults[0].at("line").get<int>(), 1);
  EXPECT_THAT(faults[0].at("hint").get<std::string>(), HasSubstr("target"));
}

}  // namespace
}  // namespace streamguard::commands
