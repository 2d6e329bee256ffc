// streamguard doctor: asked by the real program of the simulated upstreams, on loopback.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "said.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace streamguard::commands {
namespace {

using nlohmann::json;
using scenario::put;
using testing::HasSubstr;

constexpr const char* kToken = "ghp_thisisasecretvalue0123456789";

upstreams::SimulatorOptions with_tokens() {
  upstreams::SimulatorOptions options;
  options.github_token = kToken;
  return options;
}

class Doctor : public upstreams::World {
 protected:
  Doctor() : World(with_tokens()) {
    write(
        "  osv: {plugin: osv, target: all, upstreams: [osv]}\n"
        "  github: {plugin: github, target: 100, upstreams: [github_api]}\n");
  }
  void write(const std::string& collectors, const std::string& more = {}) {
    put(manifest(),
        "version: 1\noutput: " + (folder_.path() / "out").string() +
            "\ncache: {dir: " + (folder_.path() / "cache").string() + "}\n" + more +
            "secrets: {github_token: {env: SG_TEST_TOKEN, optional: true}}\nupstreams:\n  osv: {url: \"" + url("/osv") +
            "\"}\n  github_api: {url: \"" + simulator_->url() +
            "\", auth: {secret: github_token, header: Authorization, scheme: Bearer}}\nreports: [json]\ncollectors:\n" +
            collectors);
  }
  std::string manifest() const { return (folder_.path() / "run.yaml").string(); }
  json findings(const Said& said) { return json::parse(said.out).at("findings"); }
  /// The first of that check and subject.
  json finding(const Said& said, const std::string& check, const std::string& subject) {
    for (const json& one : findings(said)) {
      if (one.at("check") == check && one.at("subject") == subject) return one;
    }
    ADD_FAILURE() << "no finding " << check << " " << subject << " in " << said.out;
    return {{"level", ""}, {"text", ""}, {"cure", ""}};
  }
  Said doctor(std::vector<std::string> more = {}, const std::string& token = {}) {
    more.insert(more.begin(), {"doctor", manifest(), "--json"});
    std::vector<std::pair<std::string, std::string>> environment;
    if (!token.empty()) environment.emplace_back("SG_TEST_TOKEN", token);
    Said said = say(more, environment);
    EXPECT_EQ(said.out.find("secretvalue"), std::string::npos) << "a token's value was shown";
    EXPECT_EQ(said.errors.find("secretvalue"), std::string::npos);
    return said;
  }
  scenario::Folder folder_;
};

TEST_F(Doctor, AllIsWellWithATokenThatIsTaken) {
  const Said said = doctor({}, kToken);
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(finding(said, "tokens", "github_token").at("text").get<std::string>(), HasSubstr("in the environment"));
  EXPECT_THAT(said.out, HasSubstr("github_api takes it; "));
  EXPECT_THAT(said.out, HasSubstr("requests are left"));
  EXPECT_EQ(finding(said, "upstreams", "osv").at("level"), "ok");
  EXPECT_EQ(finding(said, "upstreams", "github_api").at("level"), "ok");
  EXPECT_EQ(finding(said, "disk", "data").at("level"), "ok");
  EXPECT_EQ(finding(said, "plugins", "osv").at("level"), "ok");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out")) << "a doctor writes no data";
}

TEST_F(Doctor, ATokenThatIsRefusedIsWrong) {
  const Said said = doctor({}, "ghp_secretvalueofnobody");
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, HasSubstr("github_api refuses it (status 401)"));
  EXPECT_THAT(said.out, HasSubstr("make a new one"));
}

TEST_F(Doctor, AnAbsentTokenIsToldWithItsVariable) {
  const json one = finding(doctor(), "tokens", "github_token");
  EXPECT_EQ(one.at("level"), "hint");
  EXPECT_THAT(one.at("cure").get<std::string>(), HasSubstr("set SG_TEST_TOKEN"));
}

TEST_F(Doctor, ReadsDotEnvAsARunDoes) {
  put(folder_.path() / ".env", std::string("SG_TEST_TOKEN=") + kToken + "\n");
  ::chmod((folder_.path() / ".env").c_str(), 0644);
  const Said said = doctor();
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(finding(said, "tokens", "github_token").at("text").get<std::string>(), HasSubstr(".env"));
  EXPECT_THAT(finding(said, "manifest", ".env").at("cure").get<std::string>(), HasSubstr("chmod 600"));
  EXPECT_THAT(said.out, HasSubstr("github_api takes it"));
}

TEST_F(Doctor, AnUpstreamThatIsNotThereIsWrongWithItsCure) {
  write("  osv: {plugin: osv, target: all, upstreams: [osv]}\n");
  simulator_.reset();
  const Said said = doctor();
  EXPECT_EQ(said.code, 3);
  const json one = finding(said, "upstreams", "osv");
  EXPECT_EQ(one.at("level"), "wrong");
  EXPECT_THAT(one.at("text").get<std::string>(), HasSubstr("cannot be reached"));
  EXPECT_THAT(one.at("cure").get<std::string>(), HasSubstr("mirror folder"));
}

TEST_F(Doctor, OfflineAsksNobody) {
  const auto before = json_at("/_stats");
  const Said said = doctor({"--offline"}, kToken);
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_EQ(finding(said, "upstreams", "").at("level"), "skipped");
  EXPECT_EQ(json_at("/_stats"), before);
}

TEST_F(Doctor, AsksOnlyUpstreamsOfTheManifestAndEachOnce) {
  doctor({"--collectors", "osv"}, kToken);
  const json stats = json_at("/_stats");
  EXPECT_EQ(stats.dump().find("\"requests\":2"), std::string::npos) << stats.dump();
  const Said said = doctor({"--collectors", "osv"}, kToken);
  for (const json& one : findings(said)) EXPECT_NE(one.at("subject"), "github_api");
}

TEST_F(Doctor, AManifestWithFaultsIsAFindingAndTheRestIsLookedAt) {
  write("  osv: {plugin: ovs}\n");
  const Said said = doctor();
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, HasSubstr("did you mean 'osv'?"));
  EXPECT_EQ(finding(said, "plugins", "osv").at("level"), "ok");
}

TEST_F(Doctor, ABrokenPluginIsFound) {
  const auto folder = folder_.path() / "home/.local/share/streamguard/plugins";
  std::filesystem::create_directories(folder);
  put(folder / "odd.json", R"({"id":"odd","version":"1.0.0","title":"T","license":"MIT","kinds":["collector"]})");
  put(folder / "odd.so", "not a library");
  const Said said = say({"doctor", manifest(), "--offline", "--json"},
                        {{"HOME", (folder_.path() / "home").string()}, {"XDG_DATA_HOME", ""}});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(finding(said, "plugins", "odd").at("text").get<std::string>(),
              HasSubstr("is no library for this machine"));
}

TEST_F(Doctor, StartsThePluginsOfTheManifestAsARunWould) {
  const Said said = doctor({"--offline"}, kToken);
  EXPECT_EQ(said.code, 0) << said.out << said.errors;
  for (const char* plugin : {"osv", "github", "json"}) {
    EXPECT_THAT(finding(said, "plugins", plugin).at("text").get<std::string>(),
                testing::ContainsRegex("1\\.[0-9]\\.0, .*; ABI 1\\.[0-9]+, ready in "));
  }
  EXPECT_THAT(finding(said, "sandbox", "workers").at("text").get<std::string>(), HasSubstr("locked in by"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
  // Not of the manifest, and not started.
  EXPECT_EQ(finding(said, "plugins", "csv").at("text").get<std::string>().find("ready"), std::string::npos);
}

TEST_F(Doctor, APluginThatDoesNotStartIsWrongWithItsCure) {
  write("  one: {plugin: crash_constructor}\n  two: {plugin: wrong_major}\n  good: {plugin: attempts}\n",
        "plugins: {path: [" STREAMGUARD_TEST_PLUGINS "/rogue]}\n");
  const Said said = doctor({"--offline"});
  EXPECT_EQ(said.code, 3);
  const json crash = finding(said, "plugins", "crash_constructor");
  EXPECT_EQ(crash.at("level"), "wrong");
  EXPECT_THAT(crash.at("text").get<std::string>(), HasSubstr("as one it does not start: crash: "));
  EXPECT_THAT(crash.at("cure").get<std::string>(), HasSubstr("who made it"));
  const json version = finding(said, "plugins", "wrong_major");
  EXPECT_THAT(version.at("text").get<std::string>(), HasSubstr("built for plugin ABI 2, this StreamGuard speaks 1"));
  EXPECT_THAT(version.at("cure").get<std::string>(), HasSubstr("install the version"));
  EXPECT_EQ(finding(said, "plugins", "attempts").at("level"), "ok");
}

TEST_F(Doctor, TextIsForPeople) {
  const Said said = say({"doctor", manifest()}, {{"SG_TEST_TOKEN", kToken}});
  EXPECT_EQ(said.code, 0) << said.out;
  expect_harmless(said.out);
  EXPECT_THAT(said.out, HasSubstr("Nothing stands in the way of a run."));
}

}  // namespace
}  // namespace streamguard::commands
