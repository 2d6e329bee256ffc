// The published schema and the code know the same keys, and the shipped manifests are good by both.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "manifest/config.hpp"
#include "manifest/keys.hpp"
#include "manifest/sidecar.hpp"
#include "manifest/yaml.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

json schema() { return json::parse(text_of(fs::path(STREAMGUARD_CONFIGS) / "manifest.schema.json")); }

/// What the schema has against a value; nothing where it fits.
std::string against(const json& value) {
  const json text = schema();
  valijson::Schema compiled;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), compiled);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(value), &results)) return {};
  std::string out;
  for (const auto& error : results) {
    for (const std::string& part : error.context) out += part;
    out += ": " + error.description + "\n";
  }
  return out.empty() ? "something" : out;
}

json yaml(const std::string& text) {
  Faults faults;
  const std::optional<Node> node = parse_yaml(text, std::make_shared<const std::string>("f"), faults);
  EXPECT_TRUE(node) << told(faults.sorted());
  return json::parse(to_json(*node, "f", faults).value());
}

TEST(ManifestSchema, KnowsTheKeysThatTheCodeKnows) {
  const json definitions = schema().at("definitions");
  for (const KeyBlock& block : key_blocks()) {
    std::vector<std::string> published, known = block.keys;
    for (const auto& [key, ignored] : definitions.at(std::string(block.name)).at("properties").items())
      published.push_back(key);
    std::sort(known.begin(), known.end());
    EXPECT_EQ(published, known) << block.name;
    EXPECT_EQ(definitions.at(std::string(block.name)).at("additionalProperties"), false) << block.name;
  }
}

TEST(ManifestSchema, HoldsNoBlockThatTheCodeDoesNotKnow) {
  const json whole = schema();
  for (const auto& [name, definition] : whole.at("definitions").items()) {
    if (!definition.contains("properties")) continue;
    const bool known = std::any_of(key_blocks().begin(), key_blocks().end(),
                                   [&, &n = name](const KeyBlock& block) { return block.name == n; });
    EXPECT_TRUE(known) << name;
  }
}

TEST(ManifestSchema, BlocksStandInTheOrderOfTheirNumbers) {
  for (std::size_t i = 0; i < key_blocks().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(key_blocks()[i].block), i);
}

TEST(ManifestSchema, TakesTheShippedManifestsAndRefusesWrongOnes) {
  for (const auto& entry : fs::directory_iterator(STREAMGUARD_CONFIGS)) {
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_EQ(against(yaml(text_of(entry.path()))), "") << entry.path();
    EXPECT_TRUE(text_of(entry.path()).starts_with("# yaml-language-server: $schema=")) << entry.path();
  }
  const char* good =
      "version: 1\nseed: ${SEED}\nupstreams: {a: 'http://127.0.0.1:8080'}\ncollectors: {x: {target: all}}\n";
  EXPECT_EQ(against(yaml(good)), "");
  for (const char* text : {"name: x", "version: 2", "version: 1\nmode: fast", "version: 1\ncolectors: {}",
                           "version: 1\ncollectors: {X: {}}", "version: 1\ncollectors: {x: {limits: {memory: 5}}}",
                           "version: 1\nsecrets: {a: text}"}) {
    EXPECT_NE(against(yaml(text)), "") << text;
  }
}

/// The shipped manifests with the sidecars of the shipped plugins.
class Shipped : public testing::TestWithParam<const char*> {};

TEST_P(Shipped, LoadsWithThePluginsOfThisTree) {
  World world;
  fs::remove_all(world.plugins);
  fs::remove_all(world.manifests);
  const fs::path plugins = STREAMGUARD_PLUGIN_MANIFESTS;
  for (const fs::path& folder : {plugins, plugins.parent_path() / "reports"}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const fs::path sidecar = entry.path() / "plugin.json";
      if (fs::exists(sidecar)) world.add_plugin(entry.path().filename().string(), text_of(sidecar));
    }
  }
  for (const auto& entry : fs::directory_iterator(STREAMGUARD_CONFIGS)) {
    if (entry.path().extension() == ".yaml")
      world.write(fs::path("installed") / entry.path().filename(), text_of(entry.path()));
  }
  for (const char* part : {"mirror/osv", "mirror/exploitdb", "mirror/nvd", "mirror/ghsa", "mirror/git"})
    fs::create_directories(world.data / part);
  const Loaded loaded = world.load(GetParam());
  EXPECT_TRUE(loaded.plan) << told(loaded);
  EXPECT_TRUE(loaded.faults.empty()) << told(loaded);
  if (loaded.plan) {
    EXPECT_EQ(loaded.plan->collectors.size(), 6U);
    EXPECT_GE(loaded.plan->reports.size(), 5U);
  }
}

INSTANTIATE_TEST_SUITE_P(Manifests, Shipped, testing::Values("full", "quickstart"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace streamguard::manifest::test
