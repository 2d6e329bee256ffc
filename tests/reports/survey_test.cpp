#include "survey/survey.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "sample_records.hpp"
#include "survey/text.hpp"

namespace streamguard::survey {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Survey survey_of(const std::vector<Json>& records, const Options& options = {}, const std::string& collector = "osv") {
  Surveyor surveyor(options);
  for (const std::string& text : tests::texts_of(records)) surveyor.add(collector, text);
  return surveyor.finish();
}

std::vector<std::string> ids_of(const Survey& survey) {
  std::vector<std::string> ids;
  for (const Example& one : survey.examples) ids.push_back(one.sample_id);
  return ids;
}

TEST(Survey, CountsWhatARecordHolds) {
  const Tables all = survey_of({tests::record("1"), tests::advisory_record("2")}).all;
  EXPECT_EQ(all.samples, 2U);
  EXPECT_EQ(all.with_code, 1U);
  EXPECT_EQ(all.pairs, 1U);
  EXPECT_EQ(all.functions, 1U);
  EXPECT_EQ(all.real_pairs, 1U);
  EXPECT_THAT(all.kinds, ElementsAre(Pair("advisory", 1), Pair("function_pair", 1)));
  EXPECT_THAT(all.languages, ElementsAre(Pair("C", 1)));
  EXPECT_THAT(all.cwes, ElementsAre(Pair("CWE-22", 2)));
  EXPECT_EQ(all.with_cwe, 2U);
  EXPECT_EQ(all.severities.at("high"), 2U);
  EXPECT_EQ(all.severities.at("critical"), 0U);
  EXPECT_EQ(all.severities.size(), std::size(kSeverities));
  EXPECT_THAT(all.years, ElementsAre(Pair(2024U, 2)));
  EXPECT_EQ(all.tiers.at("gold"), 1U);
  EXPECT_EQ(all.tiers.at("none"), 1U);
  EXPECT_EQ(all.tiers.at("silver"), 0U);
  EXPECT_THAT(all.methods, ElementsAre(Pair("gold: one_function", 1), Pair("none: none", 1)));
  EXPECT_THAT(all.record_licenses, ElementsAre(Pair("CC-BY-4.0", 2)));
  EXPECT_THAT(all.code_licenses, ElementsAre(Pair("MIT", 1)));
  EXPECT_THAT(all.repositories, ElementsAre(Pair("https://github.com/streamguard-samples/pathbox", 1)));
}

TEST(Survey, UnknownIsCountedAsUnknown) {
  Json bare = tests::advisory_record("1");
  bare["weakness"] = nullptr;
  bare["dates"] = Json::object();
  bare["provenance"]["record_license"] = nullptr;
  const Tables all = survey_of({bare}).all;
  EXPECT_EQ(all.severities.at("unknown"), 1U);
  EXPECT_EQ(all.without_year, 1U);
  EXPECT_EQ(all.with_cwe, 0U);
  EXPECT_THAT(all.record_licenses, ElementsAre(Pair("unknown", 1)));
  EXPECT_THAT(all.years, IsEmpty());
}

TEST(Survey, LanguagesHaveOneSpelling) {
  std::vector<Json> records;
  for (const char* word : {"c", "C", "cpp", "C++", "javascript", "JavaScript", "Brainfuck", ""}) {
    records.push_back(tests::record(std::to_string(records.size())));
    records.back()["code"]["language"] = word;
  }
  EXPECT_THAT(survey_of(records).all.languages, ElementsAre(Pair("Brainfuck", 1), Pair("C", 2), Pair("C++", 2),
                                                            Pair("JavaScript", 2), Pair("unknown", 1)));
}

TEST(Survey, KeepsCollectorsApart) {
  Surveyor surveyor({});
  surveyor.add("osv", tests::record("1").dump());
  surveyor.add("cve", tests::record("2").dump());
  surveyor.add("osv", tests::record("3").dump());
  const Survey survey = surveyor.finish();
  ASSERT_EQ(survey.collectors.size(), 2U);
  EXPECT_EQ(survey.collectors[0].first, "osv");
  EXPECT_EQ(survey.of("osv").samples, 2U);
  EXPECT_EQ(survey.of("cve").samples, 1U);
  EXPECT_EQ(survey.of("none").samples, 0U);
  EXPECT_EQ(survey.of("none").tiers.size(), std::size(kTiers));
}

TEST(Survey, ARecordOfOddTypesIsCountedForWhatItHolds) {
  const Json odd = Json::parse(R"({"sample_id":7,"kind":[],"code":{"before":1,"after":null,"language":{},
    "before_lines":[3,1]},"label":null,"weakness":{"cwe":"CWE-79","cvss":[null,{"score":"x"}],"severity":5},
    "dates":{"published":"20x4"},"provenance":[]})");
  const Survey survey = survey_of({odd}, {1, 5, 5});
  EXPECT_EQ(survey.all.samples, 1U);
  EXPECT_EQ(survey.all.pairs, 0U);
  EXPECT_EQ(survey.all.without_year, 1U);
  ASSERT_EQ(survey.examples.size(), 1U);
  EXPECT_FALSE(survey.examples[0].before_lines.has_value());
}

TEST(Survey, WhatIsNoObjectIsRefused) {
  Surveyor surveyor({});
  for (const char* text : {"", "[]", "{", "7", "{\"a\":\"\xff\"}"}) {
    EXPECT_THROW(surveyor.add("osv", text), streamguard::Error) << text;
  }
}

TEST(Survey, LongWordsAreCutAtACharacter) {
  Json one = tests::record("1");
  std::string word = "x";
  for (int i = 0; i < 1000; ++i) word += "é";
  one["code"]["language"] = word;
  const Tables all = survey_of({one}).all;
  const std::string& kept = all.languages.begin()->first;
  EXPECT_LE(kept.size(), kWordBytes);
  EXPECT_NO_THROW(Json(kept).dump());
  EXPECT_EQ(cut("short", 10), "short");
  EXPECT_EQ(cut("0123456789", 8), "01234…");
  EXPECT_EQ(cut("ééééé", 8), "éé…");
}

TEST(Survey, ATableHoldsABoundedNumberOfWords) {
  Surveyor surveyor({});
  Json one = tests::record("1");
  for (std::size_t i = 0; i < kWordsMost + 50; ++i) {
    one["fix"]["repo"] = "https://example.org/" + std::to_string(i);
    surveyor.add("osv", one.dump());
  }
  const Survey survey = surveyor.finish();
  EXPECT_EQ(survey.all.repositories.size(), kWordsMost + 1);
  EXPECT_EQ(survey.all.repositories.at(std::string(kOthers)), 50U);
}

std::vector<Json> many_records() {
  std::vector<Json> records;
  for (int i = 0; i < 300; ++i) {
    Json one = i % 10 == 0 ? tests::advisory_record(std::to_string(i)) : tests::record(std::to_string(i));
    if (i % 10 != 0) one["code"]["language"] = i % 50 == 1 ? "Go" : "C";
    if (i % 10 == 7) one["label"]["tier"] = "bronze";
    records.push_back(std::move(one));
  }
  return records;
}

TEST(Survey, ExamplesDependOnTheRecordsAndTheSeedAlone) {
  std::vector<Json> records = many_records();
  const Options options{42, 12, 3};
  const std::vector<std::string> first = ids_of(survey_of(records, options));
  EXPECT_EQ(first.size(), 15U);
  std::reverse(records.begin(), records.end());
  EXPECT_EQ(ids_of(survey_of(records, options)), first);
  std::rotate(records.begin(), records.begin() + 137, records.end());
  EXPECT_EQ(ids_of(survey_of(records, options)), first);
  EXPECT_NE(ids_of(survey_of(records, {43, 12, 3})), first);
}

TEST(Survey, ExamplesAreSpreadEvenlyAndPairsComeFirst) {
  const Survey survey = survey_of(many_records(), {42, 12, 3});
  std::map<std::string, int> strata;
  for (std::size_t i = 0; i < survey.examples.size(); ++i) {
    const Example& one = survey.examples[i];
    EXPECT_EQ(one.is_pair(), i < 12U);
    ++strata[one.language + " " + one.tier];
  }
  EXPECT_THAT(strata, ElementsAre(Pair(" none", 3), Pair("C bronze", 4), Pair("C gold", 4), Pair("Go gold", 4)));
  EXPECT_EQ(survey.pairs_to_choose_from, 270U);
  EXPECT_EQ(survey.others_to_choose_from, 30U);
}

TEST(Survey, AnExampleHoldsWhatAReaderWantsToSee) {
  const Survey survey = survey_of({tests::record("7f")}, {42, 1, 1});
  ASSERT_EQ(survey.examples.size(), 1U);
  const Example& one = survey.examples[0];
  EXPECT_EQ(one.collector, "osv");
  EXPECT_EQ(one.sample_id, "7f");
  EXPECT_THAT(one.ids, ElementsAre("CVE-2024-0001", "GHSA-aaaa-bbbb-cccc"));
  EXPECT_THAT(one.before, HasSubstr("return open(name);"));
  EXPECT_THAT(one.after, HasSubstr("strstr"));
  EXPECT_EQ(one.symbol, "open_it");
  EXPECT_EQ(one.before_lines->first, 10U);
  EXPECT_EQ(one.after_lines->last, 13U);
  EXPECT_EQ(one.severity, "high");
  EXPECT_EQ(one.cvss_score, 7.5);
  EXPECT_EQ(one.path, "src/open.c");
  EXPECT_EQ(one.year, 2024U);
  EXPECT_THAT(one.reasons, ElementsAre("the message names the CVE"));
}

TEST(Survey, LongCodeIsNotChosenAndSaidSo) {
  Json one = tests::record("1");
  one["code"]["before"] = std::string(kCodeBytes + 1, 'x');
  const Survey survey = survey_of({one}, {42, 5, 5});
  EXPECT_THAT(survey.examples, IsEmpty());
  EXPECT_EQ(survey.too_long, 1U);
  EXPECT_EQ(survey.all.pairs, 1U);
}

TEST(Survey, RankingIsByCountThenByName) {
  const Counts counts = {{"a", 1}, {"b", 5}, {"c", 5}, {"d", 2}};
  const Ranking two = ranked(counts, 2);
  EXPECT_THAT(two.first, ElementsAre(Pair("b", 5), Pair("c", 5)));
  EXPECT_EQ(two.left_out, 2U);
  EXPECT_EQ(two.rest, 3U);
  EXPECT_EQ(ranked(counts, 10).first.back().first, "a");
}

TEST(SurveyText, JsonHoldsNothingUnseenAndStaysTheSame) {
  const Json value = {{"a\u202e", "\u0085\u009b31m\x7f\x1b[2J \u200b\U000e0041\U0001f469\u200d \u6f22\u2028"},
                      {"b", 1}};
  const std::string inert = survey::inert_json(value.dump(2));
  EXPECT_EQ(Json::parse(inert), value);
  EXPECT_NE(inert.find("\\u202e"), std::string::npos);
  EXPECT_NE(inert.find("\\udb40\\udc41"), std::string::npos) << inert;
  EXPECT_NE(inert.find("\u6f22"), std::string::npos) << "letters stay";
  for (const char* unseen : {"\u202e", "\u0085", "\u009b", "\x7f", "\u200b", "\U000e0041", "\u2028"}) {
    EXPECT_EQ(inert.find(unseen), std::string::npos);
  }
}

TEST(Survey, KnowsTheNamesOfWeaknesses) {
  EXPECT_EQ(cwe_name("CWE-79"), "Cross-site scripting");
  EXPECT_EQ(cwe_name("CWE-15"), "External control of a setting");
  EXPECT_EQ(cwe_name("CWE-1427"), "Prompt injection");
  EXPECT_THAT(cwe_help("CWE-89"), HasSubstr("Use parameters"));
  for (const char* word : {"", "CWE-", "CWE-7", "CWE-9999999", "cwe-79", "CWE-79x", "NVD-CWE-noinfo"}) {
    EXPECT_TRUE(cwe_name(word).empty()) << word;
    EXPECT_TRUE(cwe_help(word).empty()) << word;
  }
  for (const char* method : {"one_function", "named_in_advisory", "advisory_commit", "message", "template", "none"}) {
    EXPECT_FALSE(method_words(method).empty()) << method;
  }
  for (const std::string_view tier : kTiers) EXPECT_FALSE(tier_words(tier).empty()) << tier;
}

}  // namespace
}  // namespace streamguard::survey
