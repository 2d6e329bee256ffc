#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "csv/cell.hpp"
#include "csv_reader.hpp"
#include "read_back.hpp"
#include "sample_facts.hpp"
#include "sample_records.hpp"
#include "unruly.hpp"

namespace streamguard::tests {
namespace {

using csv_report::text_cell;
using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Rendered;
using testing::RenderOptions;
using ::testing::StartsWith;

Rendered render(const Json& facts, const std::string& config = "{}") {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.config_json = config;
  return testing::render(sg_plugin_entry, options);
}

std::string report_text(const Json& facts) {
  const Rendered got = render(facts, R"({"bom": false})");
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  return got.rc == SG_OK ? got.files.at("collection_report.csv") : std::string();
}

/// The collectors' lines, below their heading.
std::vector<Row> details(const Json& facts) {
  const std::vector<Row> rows = read_csv(report_text(facts));
  std::size_t at = 0;
  while (at < rows.size() && rows[at] != Row{"COLLECTOR DETAILS"}) ++at;
  std::vector<Row> block;
  while (++at < rows.size() && rows[at] != Row{""}) block.push_back(rows[at]);
  return block;
}

TEST(CsvReport, HasTheOriginalsBlocks) {
  const std::vector<Row> rows = read_csv(report_text(sample_facts()));
  ASSERT_GT(rows.size(), 12U);
  EXPECT_THAT(rows[0], ElementsAre("StreamGuard Data Collection Report"));
  EXPECT_THAT(rows[1], ElementsAre("Generated", "2025-03-01T10:02:00.250Z"));
  EXPECT_THAT(rows[2], ElementsAre(""));
  EXPECT_THAT(rows[3], ElementsAre("SUMMARY"));
  EXPECT_THAT(rows[4], ElementsAre("Total Duration (s)", "120.000"));
  EXPECT_THAT(rows[5], ElementsAre("Mode", "parallel"));
  EXPECT_THAT(rows[6], ElementsAre("Total Collectors", "3"));
  EXPECT_THAT(rows[7], ElementsAre("Successful Collectors", "1"));
  EXPECT_THAT(rows[8], ElementsAre("Failed Collectors", "1"));
  EXPECT_THAT(rows[9], ElementsAre("Total Samples Collected", "200"));
  EXPECT_THAT(rows[10], ElementsAre("Total Target Samples", "250"));
  EXPECT_THAT(rows[11], ElementsAre("Completion Rate (%)", "72.00"));
}

TEST(CsvReport, HasALineForEachCollector) {
  const std::vector<Row> rows = details(sample_facts());
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_THAT(rows[0], ElementsAre("Collector", "Status", "Samples Collected", "Target Samples", "Duration (s)",
                                   "Success", "Collection Rate (samples/s)", "Rejected", "Duplicates", "Restarts",
                                   "Requests", "From Cache", "Error"));
  EXPECT_THAT(rows[1], ElementsAre("synthetic", "exhausted", "180", "200", "60.000", "Yes", "1.50", "1", "2", "1", "4",
                                   "3", ""));
  EXPECT_THAT(rows[3], ElementsAre("mine", "pending", "0", "50", "0.000", "No", "", "", "", "", "", "", ""))
      << "unknown is empty, not 0";
}

TEST(CsvReport, NeutralisesAFormulaInAnError) {
  const std::vector<Row> rows = details(sample_facts());
  ASSERT_EQ(rows.size(), 4U);
  // The class stands in front, so the message cannot begin the cell; a class that does is neutralised.
  EXPECT_EQ(rows[2].back(), "transient: =cmd|'/c calc'!A1, said \"the server\"");
  Json facts = sample_facts();
  facts["collectors"]["osv"]["error"]["class"] = "=1+1";
  facts["output"] = "@SUM(A1)";
  EXPECT_THAT(details(facts)[2].back(), StartsWith("'=1+1: "));
  EXPECT_THAT(report_text(facts), HasSubstr("Output,'@SUM(A1)\r\n"));
}

TEST(CsvReport, NeutralisesTheNameOfACollector) {
  Json facts = sample_facts();
  facts["collectors"]["-2+3"] = facts["collectors"]["mine"];
  EXPECT_EQ(details(facts).back().front(), "'-2+3");
}

TEST(CsvReport, BeginsWithAByteOrderMarkUnlessToldOtherwise) {
  const std::string with = render(sample_facts()).files.at("collection_report.csv");
  EXPECT_EQ(with, "\xEF\xBB\xBF" + report_text(sample_facts()));
}

TEST(CsvReport, ReportsARunWithoutCollectors) {
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  EXPECT_EQ(details(facts).size(), 1U);
}

TEST(CsvReport, CountsTheRecords) {
  RenderOptions options;
  options.facts_json = sample_facts().dump();
  Json hostile = record("1");
  hostile["code"]["language"] = "=cmd|' /C calc'!A0";
  options.records["osv"] = texts_of({hostile, record("2"), advisory_record("3")});
  const Rendered got = testing::render(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  const std::vector<Row> rows = read_csv(got.files.at("collection_report.csv"));
  EXPECT_THAT(rows, ::testing::Contains(Row{"Code Pairs", "2"}));
  EXPECT_THAT(rows, ::testing::Contains(Row{"gold", "2"}));
  EXPECT_THAT(rows, ::testing::Contains(Row{"high", "3"}));
  EXPECT_THAT(rows, ::testing::Contains(Row{"2024", "3"}));
  EXPECT_THAT(rows, ::testing::Contains(Row{"CWE-22", "3"}));
  EXPECT_THAT(rows, ::testing::Contains(Row{"'=cmd|' /C calc'!A0", "1"}));
}

TEST(CsvReport, AnotherReaderFindsTheFactsAndRecordsInIt) {
  RenderOptions options;
  options.facts_json = unruly_facts().dump();
  options.records["unruly"] = unruly_records();
  const Rendered got = testing::render(sg_plugin_entry, options);
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  const ReadBack read = read_back_unruly("collection_report.csv", got.files.at("collection_report.csv"));
  if (read.skipped) GTEST_SKIP() << read.said;
  EXPECT_TRUE(read.agrees) << read.said;
}

TEST(CsvReport, FailsOnBadFactsWithoutAFile) {
  Json facts = sample_facts();
  facts.erase("summary");
  const Rendered got = render(facts);
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_THAT(got.error, HasSubstr("facts.summary: expected an object, found nothing"));
  EXPECT_TRUE(got.files.empty());
}

TEST(CsvCell, QuotesByRfc4180) {
  EXPECT_EQ(text_cell("plain"), "plain");
  EXPECT_EQ(text_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(text_cell("a;b"), "\"a;b\"");
  EXPECT_EQ(text_cell("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(text_cell(" edge "), "\" edge \"");
  EXPECT_EQ(text_cell(""), "");
}

TEST(CsvCell, NeutralisesEveryStartOfAFormula) {
  for (const char* text : {"=1", "+1", "-1", "@A1", "＝1", "＋1", "－1", "＠A1"}) {
    EXPECT_EQ(text_cell(text), std::string("'") + text);
  }
  EXPECT_EQ(text_cell("=A1,B1"), "\"'=A1,B1\"");
  EXPECT_EQ(text_cell("a=1"), "a=1");
}

TEST(CsvCell, NothingInvisibleHidesAFormula) {
  EXPECT_EQ(text_cell("\t=1"), "' =1");
  EXPECT_EQ(text_cell("\r\n=1"), "'  =1");
  EXPECT_EQ(text_cell("  =1"), "'  =1");
  EXPECT_EQ(text_cell("\x01=1"), "'=1");
  EXPECT_EQ(text_cell(std::string_view("\0=1", 3)), "'=1");
  EXPECT_EQ(text_cell("\xEF\xBB\xBF=1"), "'=1") << "a byte order mark";
  EXPECT_EQ(text_cell("\xE2\x80\x8B=1"), "'=1") << "a space without width";
  EXPECT_EQ(text_cell("\xC2\xA0=1"), "' =1") << "a no-break space";
  EXPECT_EQ(text_cell("\xE1\xA0\x8E=1"), "'=1") << "a Mongolian vowel separator";
  EXPECT_EQ(text_cell("\v\f=1"), "'  =1");
}

TEST(CsvCell, LeavesOutControlCharactersAndKeepsTheRest) {
  EXPECT_EQ(text_cell("a\x1b[31mb\x7f"), "a[31mb");
  EXPECT_EQ(text_cell("two\nlines\tand a tab"), "two lines and a tab");
  EXPECT_EQ(text_cell("a\xC2\x9Bz"), "az") << "C1";
  EXPECT_EQ(text_cell("abc\xE2\x80\xAEtxt"), "abctxt") << "turned writing direction";
  EXPECT_EQ(text_cell("é 漢 😀"), "é 漢 😀");
}

TEST(CsvCell, HoldsWhatSpreadsheetsTake) {
  EXPECT_EQ(text_cell(std::string(32'000, 'a')).size(), 32'000U);
  const std::string cut = text_cell(std::string(1'000'000, 'a'));
  EXPECT_EQ(cut.size(), 32'000U);
  EXPECT_THAT(cut, ::testing::EndsWith("…"));
}

TEST(CsvCell, WritesNumbersPlainly) {
  EXPECT_EQ(csv_report::count_cell(18446744073709551615U), "18446744073709551615");
  EXPECT_EQ(csv_report::count_cell(std::nullopt), "");
  EXPECT_EQ(csv_report::number_cell(0.125, 2), "0.12");
  EXPECT_EQ(csv_report::number_cell(1e21, 2), "1000000000000000000000.00");
  EXPECT_EQ(csv_report::number_cell(1.7e308, 3).size(), 313U);
  EXPECT_EQ(csv_report::number_cell(std::nullopt, 2), "");
}

}  // namespace
}  // namespace streamguard::tests
