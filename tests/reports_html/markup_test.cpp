#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hostile.hpp"
#include "html/markup.hpp"
#include "html/numbers.hpp"
#include "html/policy.hpp"

namespace streamguard::tests {
namespace {

using html_report::data_block;
using html_report::LineBreaks;
using html_report::Markup;
using html_report::visible;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text(std::string_view input) { return Markup().text(input).html(); }

TEST(HtmlMarkup, EscapesWhatHtmlReadsAsItsOwn) {
  EXPECT_EQ(text("<script>alert(\"1\" + '2' && `3`)</script>"),
            "&lt;script&gt;alert(&quot;1&quot; + &#39;2&#39; &amp;&amp; &#96;3&#96;)&lt;/script&gt;");
  EXPECT_EQ(text("&lt;"), "&amp;lt;") << "what looks escaped is text too";
  EXPECT_EQ(Markup().attribute("title", "\" onclick=\"x").html(), " title=\"&quot; onclick=&quot;x\"");
}

TEST(HtmlMarkup, ShowsControlCharacters) {
  EXPECT_EQ(visible("a\x1b[31mb"), "a␛[31mb");
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a␀b");
  EXPECT_EQ(visible("\x7f"), "␡");
  EXPECT_EQ(visible("\xC2\x85"), "⟨U+0085⟩");
  EXPECT_EQ(visible("two\nlines\tand\r"), "two lines and ");
}

TEST(HtmlMarkup, ShowsWhatTurnsTheWritingDirectionOrHides) {
  EXPECT_EQ(visible("abc" + kOverride + "txt"), "abc⟨U+202E⟩txt");
  EXPECT_EQ(visible(kIsolate), "⟨U+2066⟩");
  EXPECT_EQ(visible("\xE2\x80\x8B"), "⟨U+200B⟩");
  EXPECT_EQ(visible("\xEF\xBB\xBF"), "⟨U+FEFF⟩");
  EXPECT_EQ(visible("\xE2\x80\xA8"), "⟨U+2028⟩");
  EXPECT_EQ(visible("\xF3\xA0\x81\x81"), "⟨U+E0041⟩") << "a tag character";
}

TEST(HtmlMarkup, KeepsTheScriptsOfTheWorld) {
  const std::string kept = "é 漢字 العربية עברית हिन्दी 👩‍💻 e\xCC\x81";
  EXPECT_EQ(visible(kept), kept);
}

TEST(HtmlMarkup, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(visible("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(visible("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "an overlong slash";
  EXPECT_EQ(visible("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "half a pair";
  EXPECT_EQ(visible("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "cut short";
  EXPECT_EQ(visible("\xF4\x90\x80\x80").find('\xF4'), std::string::npos) << "beyond Unicode";
  EXPECT_EQ(visible("\xEF\xBF\xBF"), "\xEF\xBF\xBD") << "no character";
}

TEST(HtmlMarkup, CodeKeepsItsLines) { EXPECT_EQ(visible("a\r\n\tb\nc\rd", 100, LineBreaks::kKept), "a\n\tb\nc␍d"); }

TEST(HtmlMarkup, CutsAtTheEdgeOfACharacter) {
  EXPECT_EQ(visible("ééé", 4), "éé…");
  EXPECT_EQ(visible("ééé", 5), "éé…");
  EXPECT_EQ(visible("ééé", 6), "ééé");
  const std::string shown = visible(std::string(1'000'000, '\x01'));
  EXPECT_LE(shown.size(), html_report::kTextMost + 3) << "what grows while it is made visible is counted grown";
  EXPECT_EQ(visible("", 0), "");
}

TEST(HtmlMarkup, ADataBlockCannotEndItsElement) {
  const nlohmann::json value{{"</script><script>", "<!-- & -->"}, {"n", 1}};
  const std::string block = data_block(value.dump());
  EXPECT_THAT(block, Not(HasSubstr("<")));
  EXPECT_THAT(block, Not(HasSubstr(">")));
  EXPECT_THAT(block, Not(HasSubstr("&")));
  EXPECT_EQ(nlohmann::json::parse(block), value);
}

TEST(HtmlPolicy, NamesAScriptAsBrowsersDo) {
  // The example of the CSP specification's authors: an empty text and a known one.
  EXPECT_EQ(html_report::source_hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
  EXPECT_EQ(html_report::source_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

TEST(HtmlPolicy, AllowsNothingElse) {
  EXPECT_EQ(
      html_report::content_policy({"abc", ""}, "abc"),
      "default-src 'none'; script-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' "
      "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src "
      "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; img-src data:; base-uri 'none'; form-action 'none'");
}

TEST(HtmlNumbers, AreWrittenForPeople) {
  EXPECT_EQ(html_report::grouped(0), "0");
  EXPECT_EQ(html_report::grouped(999), "999");
  EXPECT_EQ(html_report::grouped(1000), "1,000");
  EXPECT_EQ(html_report::grouped(18446744073709551615U), "18,446,744,073,709,551,615");
  EXPECT_EQ(html_report::counted(1, "sample", "samples"), "1 sample");
  EXPECT_EQ(html_report::counted(0, "sample", "samples"), "0 samples");
  EXPECT_EQ(html_report::sized(999), "999 B");
  EXPECT_EQ(html_report::sized(1000), "1.0 kB");
  EXPECT_EQ(html_report::sized(999'600), "1.0 MB") << "never 1000 kB";
  EXPECT_EQ(html_report::sized(188'697'549), "189 MB");
  EXPECT_EQ(html_report::sized(18446744073709551615U), "18 EB");
}

TEST(HtmlNumbers, TimesAreWrittenForPeople) {
  EXPECT_EQ(html_report::lasted(0), "0 s");
  EXPECT_EQ(html_report::lasted(0.0004), "under 1 ms");
  EXPECT_EQ(html_report::lasted(0.146), "146 ms");
  EXPECT_EQ(html_report::lasted(2.03), "2.0 s");
  EXPECT_EQ(html_report::lasted(59.7), "1 min 0 s");
  EXPECT_EQ(html_report::lasted(12005), "3 h 20 min");
  EXPECT_EQ(html_report::lasted(1e300), "277,777,777,777 h 46 min");
  EXPECT_EQ(html_report::moment("2025-03-01T10:02:00.250Z"), "2025-03-01 10:02:00 UTC");
  EXPECT_EQ(html_report::moment("<b>"), "<b>") << "not a time: as it is, to be escaped where it is shown";
}

TEST(HtmlNumbers, APartIsNeverRoundedToNothingOrAll) {
  EXPECT_EQ(html_report::share(0, 10), "0.0 %");
  EXPECT_EQ(html_report::share(1, 100'000), "under 0.1 %");
  EXPECT_EQ(html_report::share(99'999, 100'000), "over 99.9 %");
  EXPECT_EQ(html_report::share(10, 10), "100 %");
  EXPECT_EQ(html_report::share(1, 0), "");
}

}  // namespace
}  // namespace streamguard::tests
