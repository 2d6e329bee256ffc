#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "pdf/compound.hpp"
#include "pdf_tools.hpp"
#include "reports/sample_facts.hpp"
#include "reports/sample_records.hpp"

namespace streamguard::tests {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rendered;
using testing::RenderOptions;

constexpr char32_t kTurn = 0x202E, kTurnBack = 0x202C;  // the direction of writing
constexpr char kReplacement[] = "\xEF\xBF\xBD";

std::map<std::string, std::vector<std::string>> sample_records() {
  std::vector<Json> made(180), found(20);
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = record("s" + std::to_string(i));
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = advisory_record("o" + std::to_string(i));
  return {{"synthetic", texts_of(made)}, {"osv", texts_of(found)}};
}

Rendered render(const Json& facts, const std::string& config = "{}") {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.config_json = config;
  options.records = sample_records();
  return testing::render(sg_plugin_entry, options);
}

std::string report(const Json& facts, const std::string& config = "{}") {
  const Rendered got = render(facts, config);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(got.violations, ::testing::IsEmpty());
  return got.rc == SG_OK ? got.files.at("collection_report.pdf") : std::string();
}

/// Facts with all that FACTS.md knows of.
Json full_facts() {
  Json facts = sample_facts();
  facts["collectors"]["synthetic"]["progress"] = Json::parse(
      R"([{"seconds": 0, "samples": 90}, {"seconds": 12.5, "samples": 120}, {"seconds": 60, "samples": 180}])");
  facts["collectors"]["osv"]["progress"] = Json::parse(R"([{"seconds": 20, "samples": 20}])");
  facts["budgets"] = Json::parse(R"([{"upstream": "nvd", "limit": {"requests": 50, "seconds": 30, "text":
    "50 requests per 30 s"}, "authenticated": true, "requests": {"made": 13, "from_cache": 3, "local": 0,
    "bytes": 41060, "retries": 9, "waited_seconds": 31.75}, "planned": {"requests": 20, "least_seconds": 12}},
    {"upstream": "osv", "limit": null}])");
  return facts;
}

Json with_many_collectors(int count) {
  Json facts = full_facts();
  const Json one = facts["collectors"]["synthetic"];
  for (int i = 0; i < count; ++i) {
    const std::string name = "a-name-that-is-long-enough-for-trouble-" + std::to_string(i) + "-of-many";
    facts["collectors"][name] = one;
    facts["collectors"][name]["samples_collected"] = 123456789 + i;
    facts["budgets"].push_back(facts["budgets"][0]);
    facts["budgets"].back()["upstream"] = name;
  }
  return facts;
}

/// Three bytes of UTF-8; tests write no character that would turn their own source around.
std::string utf8(char32_t code) {
  return {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
          static_cast<char>(0x80 | (code & 0x3F))};
}

/// What would make trouble on a page, in a file or in a terminal that shows the text.
std::string hostile() {
  using namespace std::string_literals;
  return "\x1b[31mred\x1b[0m a\0b <script>x</script> =1+1 "s + utf8(kTurn) + "gnp.exe" + utf8(kTurnBack) +
         " (pdf) \\ >> endobj /JS \xF0\x9F\x98\x80 \xD8\xB4 \xE6\xBC\xA2 " + std::string(1'000'000, 'w');
}

Json with_hostile_texts() {
  Json facts = full_facts();
  const std::string text = hostile();
  facts["collectors"][text] = facts["collectors"]["osv"];
  for (const char* key : {"output", "sandbox", "streamguard_version"}) facts[key] = text;
  facts["manifest"] = {{"name", text}, {"path", text}, {"sha256", text}};
  Json& osv = facts["collectors"]["osv"];
  osv["error"] = {{"class", text}, {"message", text}};
  osv["rejected"] = {{"total", 3}, {"by_reason", {{text, 3}}}};
  osv["quarantined"] = {text, text};
  osv["parts"][0]["path"] = text;
  osv["plugin"] = text;
  facts["budgets"][0]["upstream"] = text;
  facts["budgets"][0]["limit"]["text"] = text;
  return facts;
}

void expect_clean_layout(const PdfFile& file) {
  constexpr double kTouch = 1.2;  // boxes are higher than the letters in them
  for (const PdfPage& page : file.pages()) {
    for (std::size_t i = 0; i < page.words.size(); ++i) {
      const Word& word = page.words[i];
      EXPECT_GE(word.left, 50) << word.text;
      EXPECT_LE(word.right, page.width - 50) << word.text;
      EXPECT_GE(word.top, 20) << word.text;
      EXPECT_LE(word.bottom, page.height - 20) << word.text;
      for (std::size_t j = i + 1; j < page.words.size(); ++j) {
        const Word& other = page.words[j];
        const double across = std::min(word.right, other.right) - std::max(word.left, other.left);
        const double down = std::min(word.bottom, other.bottom) - std::max(word.top, other.top);
        const double least = std::min(word.bottom - word.top, other.bottom - other.top);
        EXPECT_FALSE(across > kTouch && down > least / 2) << word.text << " lies over " << other.text;
      }
    }
  }
}

class PdfReport : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!PdfFile::tools_are_there()) GTEST_SKIP() << "qpdf or poppler-utils is not installed";
  }
};

TEST(PdfBytes, AreTheSameForTheSameFacts) {
  const std::string once = report(full_facts());
  EXPECT_EQ(once, report(full_facts()));
  EXPECT_EQ(once.substr(0, 8), "%PDF-1.7");
  EXPECT_LT(once.size(), 400'000U);
}

TEST(PdfBytes, AreNotMadeFromBadFacts) {
  Json facts = sample_facts();
  facts.erase("summary");
  const Rendered got = render(facts);
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_TRUE(got.files.empty());
}

TEST_F(PdfReport, IsAWholeFileWithItsFontsInIt) {
  const PdfFile file(report(full_facts()));
  EXPECT_EQ(file.qpdf_complaints(), "");
  const std::string fonts = file.fonts();
  EXPECT_THAT(fonts, Not(HasSubstr("Warning")));
  EXPECT_THAT(fonts, ContainsRegex("SGREGU\\+OpenSans .*yes yes yes"));
  EXPECT_THAT(fonts, ContainsRegex("SGSTRO\\+OpenSans-Semibold .*yes yes yes"));
}

TEST_F(PdfReport, SaysWhatItIs) {
  const std::string info = PdfFile(report(full_facts())).info();
  EXPECT_THAT(info, ContainsRegex("Title: +Data collection report"));
  EXPECT_THAT(info, ContainsRegex("Author: +StreamGuard 0.1.0"));
  EXPECT_THAT(info, ContainsRegex("Subject: .*manifest full: 200 samples of 3 collectors"));
  EXPECT_THAT(info, ContainsRegex("Tagged: +yes"));
  EXPECT_THAT(info, ContainsRegex("Page size: +595.*A4"));
  // The time of the facts, whatever the clock and the zone of the one who looks.
  EXPECT_THAT(info, ContainsRegex("CreationDate: .*Mar  1 .*2025"));
}

TEST_F(PdfReport, TakesPaperAndTitleFromTheConfig) {
  const PdfFile file(report(full_facts(), R"({"paper": "letter", "title": "Übersicht – März, Обзор"})"));
  EXPECT_THAT(file.info(), ContainsRegex("Page size: +612 x 792 .*letter"));
  EXPECT_THAT(file.info(), HasSubstr("Übersicht – März, Обзор"));
  EXPECT_THAT(file.text(), HasSubstr("Übersicht – März, Обзор"));
  expect_clean_layout(file);
}

TEST(PdfCompound, TellsThePartsOfAGlyph) {
  const std::string box(8, '\0');
  using namespace std::string_literals;
  const std::string two = "\xFF\xFF"s + box + "\x00\x21\x8A\x75"s + "\x00\x01\x00\x02"s + "\x00\x00\x86\x83\x01\x02"s;
  EXPECT_THAT(pdf_report::parts_of_glyph(two), ::testing::ElementsAre(0x8A75, 0x8683)) << "beyond 32,767 too";
  const std::string scaled = "\xFF\xFF"s + box + "\x00\x28\x00\x05\x01\x02\x40\x00"s + "\x00\x00\x00\x06\x00\x00"s;
  EXPECT_THAT(pdf_report::parts_of_glyph(scaled), ::testing::ElementsAre(5, 6));
  EXPECT_THAT(pdf_report::parts_of_glyph("\x00\x02"s + box + "\x00\x00\x00\x05"s), ::testing::IsEmpty());
  for (std::size_t cut = 0; cut < two.size(); ++cut)
    EXPECT_LE(pdf_report::parts_of_glyph(two.substr(0, cut)).size(), 2U);
}

TEST_F(PdfReport, ShowsEastAsianLetters) {
  Json facts = full_facts();
  facts["manifest"]["name"] = "漢字 かな 한글";
  facts["collectors"]["東京"] = facts["collectors"]["osv"];
  const std::string bytes = report(facts, R"({"title": "報告書 Report 2025"})");
  const PdfFile file(bytes);
  if (file.fonts().find("SGEAST") == std::string::npos) {
    EXPECT_THAT(file.text(), HasSubstr(kReplacement));
    GTEST_SKIP() << "skipped: built without a font for them (fonts-droid-fallback)";
  }
  EXPECT_EQ(file.qpdf_complaints(), "");
  EXPECT_THAT(file.fonts(), ContainsRegex("SGEAST\\+DroidSansFallback .*yes yes yes"));
  for (const char* text : {"報告書 Report 2025", "漢字 かな 한글", "東京"}) EXPECT_THAT(file.text(), HasSubstr(text));
  EXPECT_THAT(file.text(), Not(HasSubstr(kReplacement)));
  // Letters are there for eyes too: most of them are put together from other glyphs of the font.
  const auto words = file.pages()[0].words;
  const auto title = std::find_if(words.begin(), words.end(), [](const Word& word) { return word.text == "報告書"; });
  ASSERT_NE(title, words.end());
  const double wide = (title->right - title->left) / 3;
  for (int i = 0; i < 3; ++i) {
    EXPECT_GT(file.ink(title->left + i * wide, title->top, title->left + (i + 1) * wide, title->bottom), 50U) << i;
  }
  expect_clean_layout(file);
  EXPECT_LT(bytes.size(), 900'000U) << "only a part of the font is in it";
  EXPECT_THAT(PdfFile(report(full_facts())).fonts(), Not(HasSubstr("SGEAST"))) << "it is in those that need it";
}

TEST_F(PdfReport, ShowsTheTotalAndEachCollector) {
  const std::string text = PdfFile(report(full_facts())).text();
  EXPECT_THAT(text, ContainsRegex("Samples collected +200 "));
  EXPECT_THAT(text, ContainsRegex("synthetic +exhausted +180 +200 +90.0%"));
  EXPECT_THAT(text, ContainsRegex("osv +failed +20 +all "));
  EXPECT_THAT(text, ContainsRegex("mine +pending +0 +50 "));
  EXPECT_THAT(text, ContainsRegex("Total +200 +250 +72.0%"));
}

TEST_F(PdfReport, EndsItsProgressWithWhatThereIs) {
  Json facts = full_facts();
  facts["collectors"]["synthetic"]["progress"] = Json::parse(R"([{"seconds": 0, "samples": 0}])");
  EXPECT_THAT(PdfFile(report(facts)).text(), ContainsRegex("synthetic  ?180"));
}

TEST_F(PdfReport, IsHonestAboutFailures) {
  const std::string text = PdfFile(report(full_facts())).text();
  EXPECT_THAT(text, HasSubstr("1 of 3 collectors did their work. 1 failed and 1 was never started."));
  EXPECT_THAT(text, HasSubstr("osv failed with 20 samples: =cmd|'/c calc'!A1, said \"the server\" (transient)"));
  EXPECT_THAT(text, HasSubstr("mine was never started."));
  EXPECT_THAT(text, HasSubstr("page 7"));
}

TEST_F(PdfReport, HasNumberedPagesAndBookmarks) {
  const PdfFile file(report(full_facts()));
  const std::size_t pages = file.pages().size();
  EXPECT_THAT(file.text(), HasSubstr("Page 2 of " + std::to_string(pages)));
  EXPECT_THAT(file.text(), HasSubstr("Page " + std::to_string(pages) + " of " + std::to_string(pages)));
  const std::string outline = file.outline();
  for (const char* title : {"1 Executive summary", "2 Collectors", "Samples by language",
                            "How far labels may be trusted", "Licences", "Request budgets"}) {
    EXPECT_THAT(outline, HasSubstr(title));
  }
}

TEST_F(PdfReport, IsReadableWithoutEyes) {
  const std::string structure = PdfFile(report(full_facts())).structure();
  for (const char* tag : {"H1", "Table", "TH", "TD", "Figure", "LBody"}) EXPECT_THAT(structure, HasSubstr(tag));
  EXPECT_THAT(structure, Not(HasSubstr("Page 2 of"))) << "what repeats on each page is not read out";
}

TEST_F(PdfReport, LeavesNothingLyingOverSomethingElse) {
  expect_clean_layout(PdfFile(report(full_facts())));
  expect_clean_layout(PdfFile(report(sample_facts())));
}

TEST_F(PdfReport, BreaksALongTableOverPages) {
  const PdfFile file(report(with_many_collectors(40)));
  EXPECT_EQ(file.qpdf_complaints(), "");
  expect_clean_layout(file);
  const std::string text = file.text();
  std::size_t heads = 0;
  for (std::size_t at = 0; (at = text.find("Reached", at)) != std::string::npos; ++at) ++heads;
  EXPECT_GE(heads, 4U) << "the heads stand on each page";
  EXPECT_THAT(text, HasSubstr("123,456,828"));
}

TEST_F(PdfReport, KeepsTheLargestNumbersOnThePage) {
  constexpr std::uint64_t kMost = 18446744073709551615U;
  Json facts = full_facts();
  Json& one = facts["collectors"]["synthetic"];
  for (const char* key : {"samples_collected", "target_samples", "samples_this_run", "duplicates", "restarts"})
    one[key] = kMost;
  one["duration"] = facts["total_duration"] = facts["summary"]["total_duration"] = 1e300;
  one["rejected"] = {{"total", kMost}, {"by_reason", {{"bad", kMost}}}};
  one["progress"].push_back({{"seconds", 1e300}, {"samples", kMost}});
  for (const char* key : {"made", "from_cache", "local", "bytes", "retries"}) {
    one["requests"][key] = facts["budgets"][0]["requests"][key] = kMost;
  }
  facts["summary"]["total_samples_collected"] = kMost;
  const PdfFile file(report(facts));
  EXPECT_EQ(file.qpdf_complaints(), "");
  expect_clean_layout(file);
}

TEST_F(PdfReport, ReportsARunWithoutCollectors) {
  Json facts = sample_facts();
  facts["collectors"] = Json::object();
  const PdfFile file(report(facts));
  EXPECT_EQ(file.qpdf_complaints(), "");
  EXPECT_THAT(file.text(), HasSubstr("This run had no collectors."));
  expect_clean_layout(file);
}

TEST_F(PdfReport, KeepsHostileTextHarmless) {
  const std::string bytes = report(with_hostile_texts());
  EXPECT_LT(bytes.size(), 600'000U) << "long texts are cut";
  const PdfFile file(bytes);
  EXPECT_EQ(file.qpdf_complaints(), "");
  EXPECT_THAT(file.fonts(), Not(HasSubstr("Warning")));
  expect_clean_layout(file);
  const std::string all = file.text() + file.info() + file.structure();
  for (const std::string& bad : {std::string("\x1b"), utf8(kTurn), utf8(kTurnBack), std::string("\xF0\x9F\x98\x80")}) {
    EXPECT_THAT(all, Not(HasSubstr(bad)));
  }
  EXPECT_EQ(all.find('\0'), std::string::npos);
  EXPECT_THAT(all, HasSubstr(kReplacement + std::string("[31mred")));
}

}  // namespace
}  // namespace streamguard::tests
