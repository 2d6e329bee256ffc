#include <gtest/gtest.h>

#include <algorithm>

#include "os/paths.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

constexpr const char* kHead = R"("version": "1.0.0", "title": "T", "license": "MIT", "kinds": ["collector"])";

/// What is told about a plugin `x` whose sidecar is this text.
std::string told_about(std::string_view text) {
  World world;
  world.add_plugin("x", text);
  std::vector<Fault> faults;
  const std::vector<PluginInfo> found = find_plugins({world.plugins}, faults);
  const bool taken = std::any_of(found.begin(), found.end(), [](const auto& plugin) { return plugin.id == "x"; });
  EXPECT_EQ(taken, faults.empty()) << told(faults);
  EXPECT_EQ(found.size(), taken ? 8U : 7U);
  std::string out = told(faults);
  const std::string file = (world.plugins / "x.json").generic_string();
  for (std::size_t at = out.find(file); at != std::string::npos; at = out.find(file))
    out.replace(at, file.size(), "x.json");
  return out;
}

std::string with(const std::string& more) { return std::string("{\"id\": \"x\", ") + kHead + ", " + more + "}"; }

TEST(Sidecar, GivesThePluginsFacts) {
  World world;
  world.add_plugin(
      "x", R"({"$schema": "s", "id": "x", "version": "2.0.0-rc.1+b", "title": "Ünï", "license": "MIT OR Apache-2.0",
    "kinds": ["collector", "reporter"], "folder": "f", "output_file": "o.json", "extensions": ["sg.http/1"],
    "permissions": {"upstreams": ["a", "b"], "programs": ["git"], "read": ["/srv"]}})");
  std::vector<Fault> faults;
  const std::vector<PluginInfo> found = find_plugins({world.plugins}, faults);
  ASSERT_TRUE(faults.empty()) << told(faults);
  const auto x = std::find_if(found.begin(), found.end(), [](const auto& plugin) { return plugin.id == "x"; });
  ASSERT_NE(x, found.end());
  EXPECT_EQ(x->version, "2.0.0-rc.1+b");
  EXPECT_TRUE(x->collector && x->reporter);
  EXPECT_EQ(x->folder, "f");
  EXPECT_EQ(x->output_file, "o.json");
  EXPECT_EQ(x->upstreams, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(x->read, std::vector<std::string>{"/srv"});
  EXPECT_EQ(x->extensions, std::vector<std::string>{"sg.http/1"});
  EXPECT_EQ(x->config_schema_json, R"({"additionalProperties":false,"type":"object"})");
}

TEST(Sidecar, OfTheFirstFolderWins) {
  World world;
  world.write("mine/osv.json",
              R"({"id": "osv", "version": "9.0.0", "title": "T", "license": "MIT", "kinds": ["collector"]})");
  world.write(std::string("mine/osv") + os::library_ending(), "");
  const Loaded loaded = world.load_text("version: 1\nplugins: {path: [mine, missing]}\ncollectors: {osv: {}}\n");
  ASSERT_TRUE(loaded.plan) << told(loaded);
  EXPECT_EQ(loaded.plan->collectors[0].plugin.version, "9.0.0");
}

TEST(Sidecar, TellsPlaceAndCause) {
  EXPECT_EQ(told_about("{\n  \"id\": \"x\",,\n}"),
            "x.json:2:13: error: this is not JSON\n  hint: check commas, quotes and brackets around this place\n");
  EXPECT_EQ(told_about(with("\"folder\":\n   \"../evil\"")).substr(0, 48),
            "x.json:2:4: error: 'folder' has the wrong form: ");
  EXPECT_EQ(told_about(with("\"permissions\": {\"upstreams\": [\"a\",\n \"a b\"]}")).substr(0, 66),
            "x.json:2:2: error: an entry of 'upstreams' has the wrong form\n  hi");
}

TEST(Sidecar, RefusesWhatTheRulesForbid) {
  for (const char* more : {
           R"("colour": 1)",
           R"("id": "x")",
           R"("title": 5)",
           R"("folder": "A")",
           R"("folder": "a/b")",
           R"("folder": ".streamguard")",
           R"("output_file": "a.json")",
           R"("description": 7)",
           R"("permissions": [])",
           R"("permissions": {"hosts": []})",
           R"("permissions": {"upstreams": "osv"})",
           R"("permissions": {"upstreams": ["a", "a"]})",
           R"("permissions": {"programs": ["/bin/sh"]})",
           R"("permissions": {"read": ["etc"]})",
           R"("permissions": {"read": ["/srv/../etc"]})",
           R"("extensions": ["http"])",
           R"("extensions": ["sg.http/0"])",
           R"("config_schema": [])",
           R"("config_schema": {"$ref": "http://x.example/y"})",
           R"("config_schema": {"$ref": "#"})",
           R"("config_schema": {"$ref": "#/definitions/none"})",
           R"("config_schema": {"pattern": "("})",
           R"("config_schema": {"multipleOf": 0})",
           R"("config_schema": {"type": 5})",
       }) {
    EXPECT_NE(told_about(with(more)).find("error: "), std::string::npos) << more;
  }
  for (const char* version :
       {"1", "1.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "v1.0.0", "1.0.0 ", "1..0", "1.0.0.0"}) {
    const std::string text = std::string(R"({"id": "x", "version": ")") + version +
                             R"(", "title": "T", "license": "M", "kinds": ["collector"]})";
    EXPECT_NE(told_about(text).find("'version' has the wrong form"), std::string::npos) << version;
  }
  for (const char* text :
       {"", "[]", "5", "null", "{}", "{\"id\": \"y\"}", "{\"id\": \"x\"} x", "\xff", "{\"id\": 1e999999}"}) {
    EXPECT_NE(told_about(text).find("error: "), std::string::npos) << text;
  }
  EXPECT_NE(told_about(R"({"id": "x", "version": "1.0.0", "title": "T", "license": "M", "kinds": ["reporter"]})")
                .find("'output_file' is missing"),
            std::string::npos);
  EXPECT_NE(told_about(R"({"id": "x", "version": "1.0.0", "title": "T", "license": "M", "kinds": []})")
                .find("'kinds' is empty"),
            std::string::npos);
}

TEST(Sidecar, HoldsAgainstDepthSizeAndSchemasThatGrow) {
  EXPECT_NE(told_about(with("\"config_schema\": " + std::string(50'000, '['))).find("error: "), std::string::npos);
  EXPECT_NE(told_about(std::string(limits::kPluginManifestBytes + 1, ' ')).find("error: "), std::string::npos);
  EXPECT_NE(
      told_about(
          with(
              R"("config_schema": {"$ref": "#/definitions/a", "definitions": {"a": {"allOf": [{"$ref": "#/definitions/b"}]},
                                "b": {"$ref": "#/definitions/a"}}})"))
          .find("refers to itself"),
      std::string::npos);
  std::string growing = R"("config_schema": {"definitions": {"d0": {"type": "object"})";
  for (int i = 1; i < 40; ++i) {
    const std::string below = R"({"$ref": "#/definitions/d)" + std::to_string(i - 1) + "\"}";
    growing += ", \"d" + std::to_string(i) + "\": {\"allOf\": [" + below + ", " + below + "]}";
  }
  EXPECT_NE(told_about(with(growing + "}}")).find("too large"), std::string::npos);
}

TEST(Sidecar, WithoutALibraryIsTold) {
  World world;
  world.write("plugins/alone.json", R"({"id": "alone"})");
  std::vector<Fault> faults;
  find_plugins({world.plugins}, faults);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].message.find(std::string("'alone") + os::library_ending() + "' does not lie beside"),
            std::string::npos);
}

TEST(Sidecar, ThatIsBrokenStopsOnlyTheRunThatNeedsIt) {
  World world;
  world.add_plugin("bad", "{");
  const Loaded other = world.load_text("version: 1\ncollectors: {synthetic: {}}\n");
  ASSERT_TRUE(other.plan) << told(other);
  ASSERT_EQ(other.faults.size(), 1U);
  EXPECT_TRUE(other.faults[0].warning);
  const Loaded needing = world.load_text("version: 1\ncollectors: {bad: {}}\n");
  EXPECT_FALSE(needing.plan);
  EXPECT_NE(told(needing).find("its own manifest is at fault"), std::string::npos);
}

}  // namespace
}  // namespace streamguard::manifest::test
