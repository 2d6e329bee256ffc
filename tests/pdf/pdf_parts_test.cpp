// The parts of the PDF report that are pure, and the text that only needs the fonts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pdf/axis.hpp"
#include "pdf/document.hpp"
#include "pdf/narrative.hpp"
#include "pdf/text.hpp"
#include "pdf/words.hpp"
#include "reports/sample_facts.hpp"

namespace streamguard::tests {
namespace {

using namespace pdf_report;  // NOLINT(google-build-using-namespace): it is what is tested
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PdfWords, WriteNumbersForPeople) {
  EXPECT_EQ(count_words(0), "0");
  EXPECT_EQ(count_words(1234567), "1,234,567");
  EXPECT_EQ(count_words(std::optional<std::uint64_t>()), "–");
  EXPECT_EQ(counted(1, "sample"), "1 sample");
  EXPECT_EQ(counted(1000, "sample"), "1,000 samples");
  EXPECT_EQ(list_words({"a", "b", "c"}), "a, b and c");
}

TEST(PdfWords, NeverRoundUpToAll) {
  EXPECT_EQ(percent_words(100), "100%");
  EXPECT_EQ(percent_words(99.999), "99.9%");
  EXPECT_EQ(percent_words(0), "0%");
  EXPECT_EQ(percent_words(0.001), "<0.1%");
  EXPECT_EQ(share_words(0, 0), "–");
}

TEST(PdfWords, WriteTimes) {
  EXPECT_EQ(duration_words(0), "0 s");
  EXPECT_EQ(duration_words(0.0001), "<1 ms");
  EXPECT_EQ(duration_words(0.9996), "1.0 s");
  EXPECT_EQ(duration_words(59.96), "1 min 00 s");
  EXPECT_EQ(duration_words(7500), "2 h 05 min");
  EXPECT_EQ(duration_words(1e300), ">100 years");
  EXPECT_EQ(moment_words("2025-03-01T10:02:00.250Z"), "1 March 2025, 10:02:00 UTC");
  EXPECT_EQ(moment_words("2025-03-01T10:02:00.250-03:30"), "1 March 2025, 10:02:00 UTC-03:30");
  EXPECT_EQ(moment_words("yesterday"), "yesterday");
}

TEST(PdfWords, TakeNoTimeThatIsNone) {
  for (const char* text :
       {"", "2025-13-01T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:00:00", "2025-01-01T00:00:00+9"}) {
    EXPECT_FALSE(parse_moment(text)) << text;
  }
}

TEST(PdfAxis, HasRoundTicks) {
  EXPECT_THAT(ticks(27062, 4, true), ElementsAre(0, 10000, 20000, 30000));
  EXPECT_THAT(ticks(1, 4, true), ElementsAre(0, 1));
  EXPECT_THAT(ticks(0, 4, true), ElementsAre(0, 1));
  EXPECT_THAT(time_ticks(120, 8), ElementsAre(0, 15, 30, 45, 60, 75, 90, 105, 120));
  EXPECT_THAT(time_ticks(0, 8), ElementsAre(0));
  EXPECT_LE(time_ticks(1e9, 8).size(), 9U);
}

class PdfText : public ::testing::Test {
 protected:
  std::string clean(std::string_view text) const { return printable(document_, text); }
  Document document_{Paper::kA4};
  const Type type_{Face::kRegular, 10};
};

TEST_F(PdfText, ShowsWhatItCannotDraw) {
  EXPECT_EQ(clean("Größe, Обзор, Ελλάδα"), "Größe, Обзор, Ελλάδα");
  EXPECT_EQ(clean("a\tb\r\n c "), "a b c");
  EXPECT_EQ(clean("\x1b[0m"), "\uFFFD[0m");
  EXPECT_EQ(clean(std::string_view("\0x", 2)), "\uFFFDx");
  EXPECT_EQ(clean("\u202Egnp\u202C"), "\uFFFDgnp\uFFFD");
  EXPECT_EQ(clean("😀"), "\uFFFD");
  EXPECT_EQ(clean("שלום عربي"), "\uFFFD\uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFD") << "would be misread";
  EXPECT_EQ(clean("\xC0\xAF\xED\xA0\x80\xFF"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD") << "no UTF-8";
  EXPECT_EQ(clean(std::string(100'000, 'x')).size(), kTextBytes + 3);
  EXPECT_EQ(clean(std::string(kTextBytes - 1, 'x') + "ä").substr(kTextBytes - 1), "…") << "cut at a whole character";
}

TEST_F(PdfText, DrawsEastAsianLettersByAFontOfTheirOwn) {
  if (!document_.has_glyph(U'漢')) GTEST_SKIP() << "skipped: built without a font for them (fonts-droid-fallback)";
  EXPECT_EQ(clean("漢字, かな, 한글, ＡＢＣ"), "漢字, かな, 한글, ＡＢＣ");
  EXPECT_DOUBLE_EQ(document_.text_width(Face::kRegular, 10, "漢"), 10) << "as wide as high";
  EXPECT_DOUBLE_EQ(document_.text_width(Face::kStrong, 10, "a漢b"), document_.text_width(Face::kStrong, 10, "ab") + 10);
  const auto lines = wrap(document_, type_, "name 漢字漢字漢字漢字", 60, 3);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], HasSubstr("name 漢")) << "a line is filled: there are no spaces to break at";
}

TEST_F(PdfText, CutsWithAnEllipsis) {
  const std::string cut = fit(document_, type_, "a sentence that does not fit", 60);
  EXPECT_THAT(cut, HasSubstr("…"));
  EXPECT_LE(document_.text_width(type_.face, type_.size, cut), 60);
  EXPECT_EQ(fit(document_, type_, "fits", 60), "fits");
  EXPECT_EQ(fit(document_, type_, "any", 1), "…");
}

TEST_F(PdfText, BreaksLines) {
  for (const double width : {12.0, 40.0, 90.0, 300.0}) {
    const auto lines = wrap(document_, type_, "one two/three-four averyveryverylongwordindeed five", width, 100);
    std::string joined;
    for (const std::string& line : lines) {
      EXPECT_LE(document_.text_width(type_.face, type_.size, line), width);
      joined += line;
    }
    joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
    EXPECT_EQ(joined, "onetwo/three-fouraveryveryverylongwordindeedfive") << "nothing is lost";
  }
  EXPECT_THAT(wrap(document_, type_, "", 50, 3), IsEmpty());
  EXPECT_EQ(wrap(document_, type_, "www www www www", 30, 2).size(), 2U);
}

TEST_F(PdfText, KeepsTheEndsOfNames) {
  const auto lines = wrap_name(document_, type_, "the-same-beginning-of-many-names-number-07", 90, 1);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("…"));
  EXPECT_THAT(lines[0], ::testing::EndsWith("07"));
  EXPECT_THAT(wrap_name(document_, type_, "short", 90, 1), ElementsAre("short"));
}

TEST(PdfNarrative, SaysWhatIsKnownOnly) {
  auto json = sample_facts();
  json["collectors"].erase("osv");
  json["collectors"].erase("mine");
  json["collectors"]["synthetic"].erase("rejected");
  json["collectors"]["synthetic"]["restarts"] = 0;
  json["collectors"]["synthetic"]["quarantined"] = nlohmann::ordered_json::array();
  json["summary"]["failed_collectors"] = 0;
  const Narrative got = narrate(facts::parse_facts(json.dump()), survey::Survey{});
  EXPECT_EQ(got.headline, "The collector did its work.");
  EXPECT_EQ(got.outcome, Outcome::kSuccess);
  EXPECT_THAT(got.attention, IsEmpty());
  EXPECT_EQ(got.calm, "No collector failed. No collector had to be restarted. ") << "rejections are not known";
  EXPECT_THAT(got.unknown,
              ElementsAre(HasSubstr("Of the 200 samples, 0 could be read"), HasSubstr("are known for synthetic.")));
}

TEST(PdfNarrative, TellsOfAnInterruptedRun) {
  auto json = sample_facts();
  json["interrupted"] = true;
  json["collectors"]["osv"]["status"] = "interrupted";
  json["collectors"]["osv"]["error"] = nullptr;
  const Narrative got = narrate(facts::parse_facts(json.dump()), survey::Survey{});
  EXPECT_EQ(
      got.headline,
      "1 of 3 collectors did their work. 1 was interrupted and 1 was never started. The run was interrupted and can "
      "be continued.");
  EXPECT_THAT(got.attention, ::testing::Contains("osv was interrupted with 20 samples; no cause is known."));
}

}  // namespace
}  // namespace streamguard::tests
