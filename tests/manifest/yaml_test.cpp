#include <gtest/gtest.h>

#include "manifest/bounds.hpp"
#include "manifest/config.hpp"
#include "manifest/yaml.hpp"
#include "world.hpp"

namespace streamguard::manifest::test {
namespace {

std::optional<Node> parse(std::string_view text, Faults& faults) {
  return parse_yaml(text, std::make_shared<const std::string>("f.yaml"), faults);
}

std::string json_of(std::string_view text) {
  Faults faults;
  const std::optional<Node> node = parse(text, faults);
  if (!node) return told(faults.sorted());
  return to_json(*node, "x", faults).value_or(told(faults.sorted()));
}

TEST(Yaml, ResolvesScalarsByTheCoreSchema) {
  EXPECT_EQ(
      json_of("a: [1, -2, +3, 0x1F, 0o17, 1.5, 1e3, .5, 5., true, False, null, ~, yes, on, 1_000, 2024-01-01, 1.2.3]"),
      R"({"a":[1,-2,3,31,15,1.5,1000.0,0.5,5.0,true,false,null,null,"yes","on","1_000","2024-01-01","1.2.3"]})");
  EXPECT_EQ(json_of("a: ['1', \"true\", '']\nb:\nc: |\n  x\n  y\nd: -x\n"),
            R"({"a":["1","true",""],"b":null,"c":"x\ny\n","d":"-x"})");
}

TEST(Yaml, WritesAliasesOut) { EXPECT_EQ(json_of("a: &x {k: [1]}\nb: *x\n"), R"({"a":{"k":[1]},"b":{"k":[1]}})"); }

TEST(Yaml, TakesAByteOrderMarkAndWindowsLines) {
  EXPECT_EQ(json_of("\xEF\xBB\xBF"
                    "a: 1\r\nb: 2\r\n"),
            R"({"a":1,"b":2})");
}

TEST(Yaml, RefusesUtf16) {
  EXPECT_EQ(json_of(std::string_view("\xFF\xFE"
                                     "a\0:\0",
                                     6)),
            "f.yaml:1:1: error: the file is UTF-16\n  hint: save it as UTF-8\n");
}

TEST(Yaml, TellsPlacesInCharacters) {
  Faults faults;
  const std::optional<Node> node = parse("k: {\"日本\": x, b: y}\n", faults);
  ASSERT_TRUE(node);
  const Entry* entry = node->find("k")->entry("b");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->place.line, 1);
  EXPECT_EQ(entry->place.column, 14);
  EXPECT_EQ(entry->value.place.column, 17);
}

TEST(Yaml, CountsAliasesBeforeItWritesThemOut) {
  std::string bomb = "v0: &v0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "*v" + std::to_string(i - 1);
    bomb += "v" + std::to_string(i) + ": &v" + std::to_string(i) + " [" + below;
    for (int k = 0; k < 9; ++k) bomb += ", " + below;
    bomb += "]\n";
  }
  Faults faults;
  EXPECT_FALSE(parse(bomb, faults));
  EXPECT_EQ(faults.sorted().size(), 1U);
}

TEST(Yaml, CountsTheDepthOfAliases) {
  std::string bomb = "v0: &v0 [x]\n";
  for (int i = 1; i < 60; ++i)
    bomb += "v" + std::to_string(i) + ": &v" + std::to_string(i) + " [*v" + std::to_string(i - 1) + "]\n";
  Faults faults;
  EXPECT_FALSE(parse(bomb, faults));
  ASSERT_EQ(faults.sorted().size(), 1U);
  EXPECT_NE(faults.sorted()[0].message.find("more than 32 deep"), std::string::npos);
}

TEST(Yaml, HoldsAgainstDeepBrackets) {
  for (const char* open : {"[", "{a: ", "- ", "? "}) {
    std::string text;
    while (text.size() < 100'000) text += open;
    Faults faults;
    EXPECT_FALSE(parse(text, faults)) << open;
    EXPECT_GE(faults.errors(), 1U);
  }
}

TEST(Yaml, TellsAtMostSoManyFaults) {
  std::string text = "a: 1\n";
  for (int i = 0; i < 1000; ++i) text += "a: 1\n";
  Faults faults;
  parse(text, faults);
  EXPECT_EQ(faults.errors(), 1000U);
  EXPECT_EQ(faults.sorted().size(), bounds::kFaults + 1);
}

TEST(Yaml, SurvivesEveryCutOfAManifest) {
  const std::string text = "a: &x {k: [1, 'é', \"\\u00e9\"]}\nb: *x\nc: |\n  x\n? d\n: !t e\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    Faults faults;
    const bool read = parse(std::string_view(text).substr(0, length), faults).has_value();
    EXPECT_TRUE(read || faults.errors() > 0) << length;
  }
}

}  // namespace
}  // namespace streamguard::manifest::test
