#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "dataset_card/front_matter.hpp"
#include "read_back.hpp"
#include "sample_facts.hpp"
#include "sample_records.hpp"
#include "unruly.hpp"

namespace streamguard::tests {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rendered;
using testing::RenderOptions;
using ::testing::StartsWith;

Rendered render(const Json& facts, const std::vector<Json>& records, const std::string& config = "{}") {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.config_json = config;
  options.records["osv"] = texts_of(records);
  return testing::render(sg_plugin_entry, options);
}

std::string card(const Json& facts, const std::vector<Json>& records = {}) {
  const Rendered got = render(facts, records);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  return got.rc == SG_OK ? got.files.at("DATASET_CARD.md") : std::string("---\n---\n");
}

YAML::Node front_matter_of(const std::string& text) {
  EXPECT_THAT(text, StartsWith("---\n"));
  const std::size_t end = text.find("\n---\n");
  EXPECT_NE(end, std::string::npos);
  return YAML::Load(text.substr(4, end - 3));
}

std::vector<std::string> words_of(const YAML::Node& list) { return list.as<std::vector<std::string>>(); }

TEST(DatasetCard, HasTheFrontMatterThatHubsRead) {
  const YAML::Node front = front_matter_of(card(sample_facts(), {record("1"), advisory_record("2")}));
  EXPECT_EQ(front["pretty_name"].as<std::string>(), "StreamGuard collection: full");
  EXPECT_THAT(words_of(front["license"]), ::testing::ElementsAre("cc-by-4.0", "mit"));
  EXPECT_THAT(words_of(front["language"]), ::testing::ElementsAre("en", "code"));
  EXPECT_THAT(words_of(front["size_categories"]), ::testing::ElementsAre("n<1K"));
  EXPECT_THAT(words_of(front["task_categories"]), ::testing::Contains("text-classification"));
  ASSERT_EQ(front["configs"].size(), 2U) << "a collector without samples has no files";
  EXPECT_EQ(front["configs"][1]["config_name"].as<std::string>(), "osv");
  EXPECT_EQ(front["configs"][1]["data_files"][0]["split"].as<std::string>(), "train");
  EXPECT_EQ(front["configs"][1]["data_files"][0]["path"].as<std::string>(), "osv/part-*.jsonl");
  EXPECT_EQ(front["dataset_info"][1]["splits"][0]["num_examples"].as<int>(), 2);
}

TEST(DatasetCard, SaysWhereLabelsComeFromAndWhatTheyAreWorth) {
  const std::string text = card(sample_facts(), {record("1"), advisory_record("2")});
  EXPECT_THAT(text, HasSubstr("| gold | 1 | 1 | The fixed function is known"));
  EXPECT_THAT(text, HasSubstr("| gold: one\\_function | 1 | Of all code files"));
  EXPECT_THAT(text, HasSubstr("CC-BY-4.0 (2)"));
  for (const char* part :
       {"## Sources and licences", "## Labels", "## Limits", "## Splits", "## Loading", "## Origin"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(DatasetCard, AnyNameIsSafeInYaml) {
  Json facts = sample_facts();
  facts["manifest"]["name"] = "a: \"b\" #c\n---\nlicense: [evil] \x1b \xE2\x80\xA8 & *x !!y '";
  facts["collectors"]["no: \"\n- x"] = facts["collectors"]["osv"];
  facts["collectors"]["bad folder"] = facts["collectors"]["osv"];
  facts["collectors"]["bad folder"]["folder"] = "../../etc";
  const std::string text = card(facts, {record("1")});
  const YAML::Node front = front_matter_of(text);
  EXPECT_EQ(front["pretty_name"].as<std::string>(),
            "StreamGuard collection: a: \"b\" #c --- license: [evil] & *x !!y '");
  EXPECT_EQ(front["configs"].size(), 3U);
  EXPECT_EQ(front["configs"][2]["config_name"].as<std::string>(), "no: \" - x");
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("etc/part")));
}

TEST(DatasetCard, AnotherReaderOfYamlFindsWhatHubsAskFor) {
  RenderOptions options;
  options.facts_json = unruly_facts().dump();
  options.records["unruly"] = unruly_records();
  const Rendered got = testing::render(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  const ReadBack read = read_back_unruly("DATASET_CARD.md", got.files.at("DATASET_CARD.md"));
  if (read.skipped) GTEST_SKIP() << read.said;
  EXPECT_TRUE(read.agrees) << read.said;
}

TEST(DatasetCard, IsARunsReadmeOnlyWhenAskedFor) {
  const Rendered got = render(sample_facts(), {}, R"({"file": "README.md", "name": "Fixes"})");
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.files.size(), 1U);
  EXPECT_THAT(got.files.at("README.md"), HasSubstr("\n# Fixes\n"));
}

TEST(DatasetCard, KnowsTheHubsWordsForLicences) {
  EXPECT_EQ(dataset_card::hub_license("CC-BY-4.0"), "cc-by-4.0");
  EXPECT_EQ(dataset_card::hub_license("GPL-2.0-only"), "gpl-2.0");
  EXPECT_EQ(dataset_card::hub_license("MIT OR Apache-2.0"), "other");
  EXPECT_EQ(dataset_card::hub_license("unknown"), "unknown");
}

TEST(DatasetCard, ARunWithoutSamplesHasACardToo) {
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  const YAML::Node front = front_matter_of(card(facts));
  EXPECT_FALSE(front["configs"].IsDefined());
  EXPECT_THAT(words_of(front["license"]), ::testing::ElementsAre("unknown"));
}

TEST(DatasetCard, EqualInputGivesEqualBytes) {
  EXPECT_EQ(card(sample_facts(), {record("1")}), card(sample_facts(), {record("1")}));
}

}  // namespace
}  // namespace streamguard::tests
