#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "markdown/markdown_text.hpp"
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

std::string report_text(const Json& facts, const std::vector<Json>& records = {}) {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.records["osv"] = texts_of(records);
  const Rendered got = testing::render(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  return got.rc == SG_OK ? got.files.at("collection_report.md") : std::string();
}

TEST(MarkdownReport, TellsTheRunOnAScreenOrTwo) {
  const std::string text = report_text(sample_facts(), {record("1"), advisory_record("2")});
  EXPECT_THAT(text, StartsWith("# StreamGuard collection report\n\n**200 samples** from 3 collectors in 2 min 00 s; "
                               "1 succeeded, 1 did not.\n"));
  EXPECT_THAT(text, HasSubstr("| <code>synthetic</code> | ✅ exhausted | 180 | 200 | ██████████▊ 90.0% | 0 | 1 min 00 s "
                              "| 1 |"));
  EXPECT_THAT(text, HasSubstr("| <code>mine</code> | ⏳ pending | 0 | 50 |")) << "unknown is a dash";
  EXPECT_THAT(text, HasSubstr("| gold | 1 | ████████████ |"));
  EXPECT_THAT(text, HasSubstr("| CWE-22 Path traversal | 2 |"));
  EXPECT_THAT(text, HasSubstr("| <code>feed</code> | 5 in any 30.0s | 13 | 5 | 3 | 2 | 9 | 41.1 KB | 31.8 s |"));
  EXPECT_THAT(text, HasSubstr("### Errors\n\n- <code>osv</code>: transient: =cmd\\|'/c calc'!A1"));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 90);
}

TEST(MarkdownReport, StaysSmallWhateverTheRunHolds) {
  Json facts = sample_facts();
  const Json one = facts["collectors"]["osv"];
  for (int i = 0; i < 2'000; ++i) {
    facts["collectors"]["c" + std::to_string(i)] = one;
    facts["collectors"]["c" + std::to_string(i)]["error"]["message"] = std::string(50'000, '|');
  }
  const std::string text = report_text(facts);
  EXPECT_LT(text.size(), 64U * 1024);
  EXPECT_THAT(text, HasSubstr("1,803 more collectors are not shown."));
}

TEST(MarkdownReport, ARunWithoutSamplesHasNoTablesOfThem) {
  EXPECT_THAT(report_text(sample_facts()), Not(HasSubstr("## Samples")));
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  facts.erase("budgets");
  EXPECT_THAT(report_text(facts), Not(HasSubstr("## Requests")));
}

TEST(MarkdownReport, TextOfOthersIsText) {
  Json facts = sample_facts();
  facts["collectors"]["osv"]["error"]["message"] =
      "<img src=x onerror=alert(1)> [a](https://b) @team www.evil.example `c` | d\n# e \x1b[31m \xE2\x80\xAE";
  facts["manifest"]["name"] = "a|b`c</code><script>";
  const std::string text = report_text(facts);
  EXPECT_THAT(text,
              HasSubstr("&lt;img src=x onerror=alert(1)&gt; \\[a\\](https&#58;//b) &#64;team www&#46;evil.example "
                        "\\`c\\` \\| d \\# e \\[31m"));
  EXPECT_THAT(text, HasSubstr("<code>a&#124;b&#96;c&#60;/code&#62;&#60;script&#62;</code>"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
}

TEST(MarkdownReport, NothingInItSteersItsReader) {
  RenderOptions options;
  options.facts_json = unruly_facts().dump();
  options.records["unruly"] = unruly_records();
  const Rendered got = testing::render(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  const ReadBack read = read_back_unruly("collection_report.md", got.files.at("collection_report.md"));
  if (read.skipped) GTEST_SKIP() << read.said;
  EXPECT_TRUE(read.agrees) << read.said;
}

TEST(MarkdownReport, EqualInputGivesEqualBytes) {
  EXPECT_EQ(report_text(sample_facts(), {record("1")}), report_text(sample_facts(), {record("1")}));
}

TEST(MarkdownText, LeavesWhatMeansNothing) {
  EXPECT_EQ(markdown::text("Apache-2.0 (5,000) + C++ = x!"), "Apache-2.0 (5,000) + C++ = x!");
  EXPECT_EQ(markdown::text("none: template"), "none: template");
  EXPECT_EQ(markdown::text(":smile:"), "&#58;smile:");
  EXPECT_EQ(markdown::text("a_b*c~d^e$f"), "a\\_b\\*c\\~d\\^e\\$f");
  EXPECT_EQ(markdown::text(std::string(1000, 'a'), 10).size(), 10U);
}

}  // namespace
}  // namespace streamguard::tests
