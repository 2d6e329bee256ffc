// The numbers of each chart are read back from its drawing and from its table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "html/chart.hpp"

namespace streamguard::tests {
namespace {

using html_report::Bar;
using html_report::BarChart;
using html_report::ProgressChart;
using html_report::YearChart;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> all(const std::string& html, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> out;
  for (std::sregex_iterator at(html.begin(), html.end(), expression), end; at != end; ++at) out.push_back(at->str(1));
  return out;
}

std::vector<std::string> titles(const std::string& html) { return all(html, "<g><title>([^<]*)</title>"); }
std::vector<std::string> widths(const std::string& html) {
  return all(html, "<rect x=\"0\" rx=\"2\" class=\"[^\"]*\" width=\"([^\"]*)\"");
}

Bar bar(const std::string& word, std::uint64_t value) {
  Bar out;
  out.word = word;
  out.value = value;
  return out;
}

BarChart languages() {
  BarChart chart;
  chart.words = {"languages", "By language", "Of all", "Language", "Samples"};
  chart.bars = {bar("C", 6000), bar("Go", 1500), bar("Rust", 1)};
  chart.whole = 7501;
  return chart;
}

TEST(HtmlBarChart, DrawsEachNumberAgainstTheLargest) {
  const std::string html = bar_chart(languages()).html();
  EXPECT_THAT(widths(html), ElementsAre("100.00%", "25.00%", "0.02%"));
  EXPECT_THAT(titles(html), ElementsAre("C: 6,000", "Go: 1,500", "Rust: 1"));
  EXPECT_THAT(all(html, "dx=\"7\">([^<]*)<"), ElementsAre("80 %", "20 %", "under 0.1 %"));
}

TEST(HtmlBarChart, SaysItsNumbersToThoseWhoDoNotSeeIt) {
  const std::string html = bar_chart(languages()).html();
  EXPECT_THAT(html, HasSubstr("role=\"img\""));
  EXPECT_THAT(html, HasSubstr("aria-labelledby=\"plot-languages-title\" aria-describedby=\"plot-languages-text\""));
  EXPECT_THAT(html, HasSubstr("<desc id=\"plot-languages-text\">C: 6,000; Go: 1,500; Rust: 1</desc>"));
}

TEST(HtmlBarChart, HasATableOfTheSameNumbers) {
  const std::string html = bar_chart(languages()).html();
  EXPECT_THAT(all(html, "<th scope=\"row\"[^>]*>([^<]*)</th>"), ElementsAre("C", "Go", "Rust"));
  EXPECT_THAT(all(html, "<td class=\"num\">([^<]*)</td>"), ElementsAre("6,000", "1,500", "1"));
  EXPECT_THAT(all(html, "<th scope=\"col\"[^>]*>([^<]*)</th>"), ElementsAre("Language", "Samples"));
}

TEST(HtmlBarChart, MarksWhatWasAimedAt) {
  BarChart chart = languages();
  chart.mark = "Target";
  chart.bars[0].mark = 12'000;
  const std::string html = bar_chart(chart).html();
  EXPECT_THAT(widths(html), ElementsAre("50.00%", "12.50%", "0.01%")) << "the mark is the largest number";
  EXPECT_THAT(all(html, "<line class=\"mark-line\" x1=\"([^\"]*)%\""), ElementsAre("100.00"));
  EXPECT_THAT(titles(html).front(), "C: 6,000, Target 12,000");
}

TEST(HtmlBarChart, OfNothingDividesByNothing) {
  BarChart chart = languages();
  chart.bars = {bar("C", 0)};
  chart.whole = 0;
  EXPECT_THAT(widths(bar_chart(chart).html()), ElementsAre("0.00%"));
  chart.bars.clear();
  EXPECT_THAT(widths(bar_chart(chart).html()), IsEmpty());
}

TEST(HtmlBarChart, HoldsTheLargestNumbers) {
  BarChart chart = languages();
  chart.bars[0].value = 18446744073709551615U;
  EXPECT_THAT(widths(bar_chart(chart).html()).front(), "100.00%");
}

TEST(HtmlBarChart, EscapesWordsAndKeepsThemShort) {
  BarChart chart = languages();
  chart.bars = {bar("<b>\"&" + std::string(500, 'x'), 3)};
  const std::string html = bar_chart(chart).html();
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;&quot;&amp;xxx"));
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_LE(all(html, "<text x=\"0\"[^>]*>([^<]*)<").front().size(), 60U);
}

TEST(HtmlYearChart, HasEveryYearBetweenTheFirstAndTheLast) {
  YearChart chart;
  chart.words = {"years", "By year", "", "Year", "Samples"};
  chart.years = {{2018, 40}, {2021, 10}};
  const std::string html = year_chart(chart).html();
  EXPECT_THAT(titles(html), ElementsAre("2018: 40", "2019: 0", "2020: 0", "2021: 10"));
  EXPECT_THAT(all(html, "<rect class=\"f-bar\"[^>]* height=\"([^\"]*)\""), ElementsAre("212.0", "0.0", "0.0", "53.0"));
  EXPECT_THAT(all(html, "<td class=\"num\">([^<]*)</td>"), ElementsAre("40", "10"));
  EXPECT_THAT(all(html, "class=\"axis\" x=\"0\"[^>]*>([^<]*)<"), ElementsAre("40", "20"));
}

ProgressChart progress() {
  ProgressChart chart;
  chart.words = {"progress", "Over time", "", "Collector", "Samples"};
  chart.series = {{"osv", {{0, 10}, {5, 20}, {10, 40}}}, {"<i>", {}}};
  chart.seconds = 20;
  return chart;
}

TEST(HtmlProgressChart, DrawsStairsToTheEndOfTheRun) {
  const std::string html = progress_chart(progress()).html();
  EXPECT_THAT(all(html, " d=\"(M[0-9][^\"]*V[^\"]*)\""), ElementsAre("M0.0 750.0H250.0V500.0H500.0V0.0H1000"));
  EXPECT_THAT(html, HasSubstr("osv: 10 to 40"));
  EXPECT_THAT(html, HasSubstr("&lt;i&gt;"));
}

TEST(HtmlProgressChart, TellsTheSamplesByEachQuarter) {
  const std::string html = progress_chart(progress()).html();
  EXPECT_THAT(all(html, "<td class=\"num\">([^<]*)</td>"),
              ElementsAre("10", "20", "40", "40", "40", "0", "0", "0", "0", "0"));
}

TEST(HtmlProgressChart, OfNoTimeAtAllStands) {
  ProgressChart chart = progress();
  chart.series.pop_back();
  chart.seconds = 0;
  EXPECT_THAT(progress_chart(chart).html(), HasSubstr("d=\"M0.0 750.0H0.0V500.0H0.0V0.0H1000\""));
}

TEST(HtmlChart, AxesEndOnNumbersThatCanBeHalved) {
  EXPECT_EQ(html_report::axis_end(0), 4U);
  EXPECT_EQ(html_report::axis_end(7), 8U);
  EXPECT_EQ(html_report::axis_end(11'634), 12'000U);
  EXPECT_EQ(html_report::axis_end(12'001), 16'000U);
  EXPECT_EQ(html_report::axis_end(27'062), 30'000U);
  for (std::uint64_t value = 1; value < 3000; ++value) {
    EXPECT_GE(html_report::axis_end(value), value);
    EXPECT_EQ(html_report::axis_end(value) % 2, 0U) << value;
  }
  EXPECT_EQ(html_report::axis_end(18446744073709551615U), 18446744073709551615U);
}

TEST(HtmlChart, CollectorsKeepTheirColours) {
  EXPECT_EQ(html_report::series_colour(0), "c0");
  EXPECT_EQ(html_report::series_colour(9), "c1");
}

}  // namespace
}  // namespace streamguard::tests
