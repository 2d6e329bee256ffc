#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <streamguard/testing/in_process_host.hpp>

#include "../reports/sample_facts.hpp"
#include "hostile.hpp"
#include "html/policy.hpp"

namespace streamguard::tests {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rendered;
using testing::RenderOptions;
using ::testing::StartsWith;

Rendered render(const Json& facts, const std::vector<std::string>& records = {}, const std::string& config = "{}") {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.config_json = config;
  if (!records.empty()) options.records["evil"] = records;
  return testing::render(sg_plugin_entry, options);
}

std::string page(const Json& facts, const std::vector<std::string>& records = {}, const std::string& config = "{}") {
  const Rendered got = render(facts, records, config);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.violations.empty());
  return got.rc == SG_OK ? got.files.at("collection_report.html") : std::string();
}

/// The texts between <tag …> and </tag>, in order.
std::vector<std::string> contents(const std::string& html, const std::string& open, const std::string& close) {
  std::vector<std::string> out;
  for (std::size_t at = html.find(open); at != std::string::npos; at = html.find(open, at)) {
    const std::size_t begin = html.find('>', at) + 1;
    at = html.find(close, begin);
    out.push_back(html.substr(begin, at - begin));
  }
  return out;
}

Json block(const std::string& html, const std::string& id) {
  return Json::parse(contents(html, "<script type=\"application/json\" id=\"" + id + "\"", "</script>").at(0));
}

/// Fails where elements are not closed in order, or an attribute is not quoted.
void expect_well_formed(const std::string& html) {
  static const std::set<std::string> kVoid{"meta", "link", "input", "br"};
  static const std::regex kTag(R"(<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+[0-9]?(?:="[^"<>]*")?)*)\s*(/?)>)");
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
    if (html.compare(at, 15, "<!doctype html>") == 0) {
      at += 15;
      continue;
    }
    std::smatch tag;
    const auto begin = html.begin() + static_cast<std::ptrdiff_t>(at);
    ASSERT_TRUE(std::regex_search(begin, html.end(), tag, kTag, std::regex_constants::match_continuous))
        << html.substr(at, 120);
    at += static_cast<std::size_t>(tag.length());
    const std::string name = tag.str(2);
    if (tag.str(1) == "/") {
      ASSERT_FALSE(open.empty()) << name;
      ASSERT_EQ(open.back(), name) << html.substr(at, 120);
      open.pop_back();
    } else if (tag.str(4).empty() && kVoid.count(name) == 0) {
      open.push_back(name);
      if (name == "script" || name == "style") at = html.find("</" + name, at);
    }
  }
  EXPECT_TRUE(open.empty()) << open.back();
}

TEST(HtmlReport, IsOneWholePage) {
  const std::string html = page(sample_facts());
  EXPECT_THAT(html, StartsWith("<!doctype html>\n<html lang=\"en\">"));
  EXPECT_EQ(html.substr(html.size() - 8), "</html>\n");
  EXPECT_THAT(html, HasSubstr("<h1 id=\"lead-title\">200 samples from 3 collectors</h1>"));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
  expect_well_formed(html);
}

TEST(HtmlReport, ThePolicyNamesItsScriptsAndItsStyle) {
  const std::string html = page(sample_facts());
  const auto scripts = contents(html, "<script>", "</script>");
  const auto styles = contents(html, "<style", "</style>");
  ASSERT_EQ(scripts.size(), 2U);
  ASSERT_EQ(styles.size(), 1U);
  const std::string policy = html_report::content_policy({scripts[0], scripts[1]}, styles[0]);
  EXPECT_THAT(html, HasSubstr("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">"));
}

TEST(HtmlReport, ItsOwnFilesKeepToThePolicy) {
  const std::string html = page(sample_facts());
  EXPECT_FALSE(std::regex_search(html, std::regex(R"(<[^>]*\s(style|on[a-z]+)=)")))
      << "no style or handler in an attribute";
  for (const std::string& text : contents(html, "<script>", "</script>")) {
    EXPECT_THAT(text, Not(HasSubstr("innerHTML")));
    EXPECT_THAT(text, Not(HasSubstr("<!--")));
    EXPECT_THAT(text, Not(HasSubstr("fetch(")));
    EXPECT_THAT(text, Not(HasSubstr("import ")));
  }
  EXPECT_THAT(contents(html, "<style", "</style>").at(0), Not(HasSubstr("url(")));
}

TEST(HtmlReport, BothDarkThemesAreOne) {
  const std::string style = contents(page(sample_facts()), "<style", "</style>").at(0);
  const auto list = [&](const std::string& selector) {
    const std::size_t at = style.find(selector + " {");
    EXPECT_NE(at, std::string::npos);
    const std::size_t begin = style.find('{', at);
    return style.substr(begin, style.find('}', begin) - begin);
  };
  EXPECT_EQ(std::regex_replace(list(":root:not([data-theme=\"light\"])"), std::regex("\\s+"), " "),
            std::regex_replace(list(":root[data-theme=\"dark\"]"), std::regex("\\s+"), " "));
}

TEST(HtmlReport, CarriesTheNumbersOfTheFacts) {
  const Json facts = sample_facts();
  const Json read = block(page(facts), "facts");
  for (const char* key : {"total_collectors", "successful_collectors", "failed_collectors", "total_samples_collected",
                          "total_target_samples", "completion_rate", "total_duration"}) {
    EXPECT_EQ(read["summary"][key], facts["summary"][key]) << key;
  }
  for (const auto& [name, collector] : facts["collectors"].items()) {
    for (const char* key : {"status", "samples_collected", "target_samples", "duration", "success"}) {
      EXPECT_EQ(read["collectors"][name][key], collector[key]) << name << ' ' << key;
    }
  }
  EXPECT_TRUE(read["collectors"]["mine"]["duplicates"].is_null()) << "unknown is null";
}

TEST(HtmlReport, CountsTheRecords) {
  const Json read = block(page(hostile_facts(), hostile_records()), "facts");
  EXPECT_EQ(read["survey"]["samples"], 3);
  EXPECT_EQ(read["survey"]["pairs"], 1);
  EXPECT_EQ(read["survey"]["with_code"], 2);
  EXPECT_EQ(read["survey"]["years"]["2024"], 3);
}

TEST(HtmlReport, HostileTextStaysText) {
  const std::string html = page(hostile_facts(), hostile_records());
  expect_well_formed(html);
  EXPECT_EQ(contents(html, "<script", "</script>").size(), 4U) << "two of ours and two blocks of data";
  EXPECT_EQ(html.find("<img"), std::string::npos);
  EXPECT_EQ(html.find("<!--"), std::string::npos);
  EXPECT_EQ(html.find("href=\"javascript:"), std::string::npos);
  EXPECT_THAT(html, HasSubstr("manifest&lt;/script&gt;&lt;script&gt;alert(1)"));
  EXPECT_THAT(html, HasSubstr("{{policy}}")) << "what looks like a place of ours is not filled";
}

TEST(HtmlReport, HostileTextActsNowhereInSecret) {
  const std::string html = page(hostile_facts(), hostile_records());
  for (const char c : html) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    ASSERT_TRUE(!control || c == '\n') << static_cast<int>(c);
  }
  EXPECT_EQ(html.find(kOverride), std::string::npos) << "U+202E";
  EXPECT_EQ(html.find(kIsolate), std::string::npos) << "U+2066";
  EXPECT_THAT(html, HasSubstr("⟨U+202E⟩"));
}

TEST(HtmlReport, LongTextsAreCut) {
  EXPECT_LT(page(hostile_facts(), hostile_records()).size(), 250'000U) << "three descriptions of a million bytes";
}

TEST(HtmlReport, ExamplesAreThePairsAsTheyAre) {
  const Json examples = block(page(hostile_facts(), hostile_records()), "examples");
  ASSERT_EQ(examples.size(), 3U);
  const Json& pair = examples[0];
  EXPECT_EQ(pair["kind"], "function_pair");
  EXPECT_EQ(pair["beforeLine"], 7);
  EXPECT_THAT(pair["before"].get<std::string>(), StartsWith("int f() {\n  return 1; // before</script><script>"));
  EXPECT_THAT(pair["after"].get<std::string>(), StartsWith("int f() {\n  return 2;"));
  EXPECT_TRUE(examples[1]["after"].is_null());
}

TEST(HtmlReport, SaysHowManySamplesItShows) {
  const std::string html = page(hostile_facts(), hostile_records(), R"({"pairs": 1, "others": 1})");
  EXPECT_EQ(block(html, "examples").size(), 2U);
  EXPECT_THAT(html,
              HasSubstr("This page holds 2 samples of 3: 1 of 1 pair of code, and 1 of 2 exploits and advisories."));
  const std::string without = page(hostile_facts(), hostile_records(), R"({"pairs": 0, "others": 0})");
  EXPECT_EQ(block(without, "examples").size(), 0U);
  EXPECT_THAT(without, HasSubstr("made without samples to look at"));
}

TEST(HtmlReport, TellsWhatFailed) {
  const std::string html = page(sample_facts());
  EXPECT_THAT(html, HasSubstr("<strong><bdi>osv</bdi> failed</strong>"));
  EXPECT_THAT(html, HasSubstr("1 of 3 did their work."));
  EXPECT_THAT(html, HasSubstr("<span class=\"unseen\">not known</span>")) << "of the collector that never started";
}

TEST(HtmlReport, ReportsARunWithoutCollectors) {
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  const std::string html = page(facts);
  EXPECT_THAT(html, HasSubstr("The run had no collector."));
  expect_well_formed(html);
}

TEST(HtmlReport, AStrangeYearMovesNoOther) {
  Json record = Json::parse(hostile_records()[2]);
  record["dates"]["published"] = "9999-01-01T00:00:00Z";
  std::vector<std::string> records = hostile_records();
  records.push_back(record.dump());
  Json facts = hostile_facts();
  facts["end_time"] = "2025-03-01T10:02:00.000Z";
  const std::string html = page(facts, records);
  EXPECT_THAT(html, HasSubstr("1 sample names a year outside of it"));
  EXPECT_THAT(html, Not(HasSubstr("<title>9999")));
}

TEST(HtmlReport, EqualFactsGiveEqualBytes) {
  EXPECT_EQ(page(hostile_facts(), hostile_records()), page(hostile_facts(), hostile_records()));
}

TEST(HtmlReport, FailsOnBadFactsWithoutAFile) {
  Json facts = sample_facts();
  facts.erase("summary");
  const Rendered got = render(facts);
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_TRUE(got.files.empty());
}

}  // namespace
}  // namespace streamguard::tests
