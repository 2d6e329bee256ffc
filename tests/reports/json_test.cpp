#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "sample_facts.hpp"
#include "sample_records.hpp"

namespace streamguard::tests {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Rendered;
using testing::RenderOptions;
using ::testing::StartsWith;

Rendered render(const Json& facts) {
  RenderOptions options;
  options.facts_json = facts.dump();
  return testing::render(sg_plugin_entry, options);
}

std::string report_text(const Json& facts) {
  const Rendered got = render(facts);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.files.size(), 1U);
  return got.rc == SG_OK ? got.files.at("collection_report.json") : std::string("{}");
}

Json report(const Json& facts) { return Json::parse(report_text(facts)); }

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

TEST(JsonReport, HasTheOriginalsFieldsInItsOrder) {
  const Json got = report(sample_facts());
  EXPECT_THAT(keys(got), ElementsAre("report_generated", "report_version", "collection_results", "detailed_statistics",
                                     "budgets", "run"));
  EXPECT_EQ(got["report_generated"], "2025-03-01T10:02:00.250Z");
  EXPECT_EQ(got["report_version"], "1.0");
  const Json& results = got["collection_results"];
  EXPECT_THAT(keys(results), ElementsAre("start_time", "end_time", "total_duration", "mode", "collectors", "summary"));
  EXPECT_THAT(keys(results["summary"]),
              ElementsAre("total_collectors", "successful_collectors", "failed_collectors", "total_samples_collected",
                          "total_target_samples", "completion_rate", "total_duration", "by_collector"));
  EXPECT_THAT(keys(results["summary"]["by_collector"]), ElementsAre("synthetic", "osv", "mine"));
  EXPECT_THAT(keys(results["summary"]["by_collector"]["osv"]),
              ElementsAre("status", "samples_collected", "target_samples", "duration", "success"));
  EXPECT_EQ(keys(got["detailed_statistics"]).front(), "overall_rate");
}

TEST(JsonReport, KeepsEveryFactOfACollector) {
  const Json facts = sample_facts();
  const Json got = report(facts);
  const Json& written = got["collection_results"]["collectors"]["synthetic"];
  for (const auto& [key, value] : facts["collectors"]["synthetic"].items()) {
    if (key == "kinds" || key == "languages" || key == "tiers" || key == "cwes") continue;  // of the records
    EXPECT_EQ(nlohmann::json(written[key]), nlohmann::json(value)) << key;
  }
  EXPECT_EQ(got["run"]["seed"], 42);
  EXPECT_EQ(got["run"]["manifest"]["sha256"], "00ff");
  EXPECT_EQ(got["run"]["interrupted"], false);
  EXPECT_EQ(nlohmann::json(got["budgets"]), nlohmann::json(facts["budgets"]));
}

TEST(JsonReport, UnknownIsNullAndSumsWithUnknownsAreNull) {
  const Json got = report(sample_facts());
  EXPECT_TRUE(got["collection_results"]["collectors"]["mine"]["restarts"].is_null());
  EXPECT_TRUE(got["collection_results"]["collectors"]["osv"]["target_samples"].is_null());
  EXPECT_TRUE(got["detailed_statistics"]["restarts"].is_null());
  EXPECT_TRUE(got["detailed_statistics"]["overall_rate"].is_null());
}

TEST(JsonReport, AddsUpWhatIsKnown) {
  Json facts = sample_facts();
  facts["collectors"].erase("mine");
  const Json statistics = report(facts)["detailed_statistics"];
  EXPECT_DOUBLE_EQ(statistics["overall_rate"], 110.0 / 120.0);
  EXPECT_DOUBLE_EQ(statistics["collector_rates"]["synthetic"], 1.5);
  EXPECT_TRUE(statistics["collector_rates"]["osv"].is_null());
  EXPECT_EQ(statistics["samples_this_run"], 110);
  EXPECT_EQ(statistics["data_bytes"], 400000);
  EXPECT_EQ(statistics["rejected"], 1);
  EXPECT_EQ(statistics["duplicates"], 2);
  EXPECT_EQ(statistics["restarts"], 6);
  EXPECT_EQ(statistics["requests"]["made"], 13);
}

TEST(JsonReport, CountsTheRecords) {
  RenderOptions options;
  options.facts_json = sample_facts().dump();
  options.records["synthetic"] = texts_of({record("1"), record("2")});
  options.records["osv"] = texts_of({advisory_record("3")});
  const Rendered rendered = testing::render(sg_plugin_entry, options);
  ASSERT_EQ(rendered.rc, SG_OK) << rendered.error;
  const Json got = Json::parse(rendered.files.at("collection_report.json"));
  const Json& statistics = got["detailed_statistics"];
  EXPECT_EQ(statistics["kinds"].dump(), R"({"advisory":1,"function_pair":2})");
  EXPECT_EQ(statistics["severities"].dump(), R"({"critical":0,"high":3,"medium":0,"low":0,"none":0,"unknown":0})");
  EXPECT_EQ(statistics["tiers"].dump(), R"({"gold":2,"silver":0,"bronze":0,"none":1})");
  EXPECT_EQ(statistics["years"].dump(), R"({"2024":3,"unknown":0})");
  EXPECT_EQ(statistics["cwes"]["CWE-22"], 3);
  EXPECT_EQ(statistics["code_pairs"], 2);
  EXPECT_EQ(got["collection_results"]["collectors"]["synthetic"]["languages"].dump(), R"({"C":2})");
  EXPECT_EQ(got["collection_results"]["collectors"]["osv"]["code_pairs"], 0);
}

TEST(JsonReport, EqualFactsGiveEqualBytes) {
  const std::string text = report_text(sample_facts());
  EXPECT_EQ(text, report_text(sample_facts()));
  EXPECT_THAT(text, StartsWith("{\n  \"report_generated\": "));
  EXPECT_EQ(text.back(), '\n');
}

TEST(JsonReport, EscapesTextOfOthers) {
  Json facts = sample_facts();
  facts["collectors"]["osv"]["error"]["message"] = "\"quoted\"\n\x1b[31mred é";
  const std::string text = report_text(facts);
  EXPECT_THAT(text, HasSubstr(R"(\"quoted\"\n\u001b[31mred é)"));
}

TEST(JsonReport, ReportsARunWithoutCollectors) {
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  const Json got = report(facts);
  EXPECT_EQ(got["collection_results"]["collectors"].dump(), "{}");
  EXPECT_EQ(got["collection_results"]["summary"]["by_collector"].dump(), "{}");
}

TEST(JsonReport, FailsOnBadFactsWithoutAFile) {
  Json facts = sample_facts();
  facts["collectors"]["osv"]["samples_collected"] = "many";
  const Rendered got = render(facts);
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_THAT(got.error, HasSubstr("facts.collectors.osv.samples_collected: expected a whole number"));
  EXPECT_TRUE(got.files.empty());
  EXPECT_TRUE(got.violations.empty());
}

}  // namespace
}  // namespace streamguard::tests
