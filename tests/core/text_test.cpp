#include "core/text.hpp"

#include <gtest/gtest.h>

namespace streamguard {
namespace {

TEST(Plain, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(plain("Grüße, 世界 🙂 C:\\x", 100), "Grüße, 世界 🙂 C:\\x");
}

TEST(Plain, ShowsWhatWouldSteerATerminal) {
  EXPECT_EQ(plain("\x1b[31mred\x07\r\n", 100), "\\x1b[31mred\\x07\\x0d\\x0a");
  EXPECT_EQ(plain("a\xc2\x9b"
                  "31m",
                  100),
            "a\\x9b31m");  // C1 control
  EXPECT_EQ(plain("a\xe2\x80\xae"
                  "b",
                  100),
            "a\\u{202e}b");                                                               // right-to-left override
  EXPECT_EQ(plain("a\u200b=1\u2060\U000e0041", 100), "a\\u{200b}=1\\u{2060}\\u{e0041}");  // not seen
  EXPECT_EQ(plain("\U0001f469\u200d\U0001f4bb", 100), "\U0001f469\u200d\U0001f4bb");      // a joiner
  EXPECT_EQ(plain("tab\there", 100), "tab here");
}

TEST(Plain, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(plain("a\xff"
                  "b",
                  100),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(plain("\xc3", 100), "\xef\xbf\xbd");
  EXPECT_EQ(plain("\xed\xa0\x80", 100), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");  // a surrogate
  EXPECT_EQ(plain("\xc0\xaf", 100), "\xef\xbf\xbd\xef\xbf\xbd");                  // an overlong slash
}

TEST(Plain, CutsWithoutSplittingACharacter) { EXPECT_EQ(plain("äääää", 4), "ää…"); }

TEST(Grouped, PutsCommasEveryThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(BytesText, UsesPowersOfAThousand) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(45'230'000), "45.23 MB");
}

TEST(DurationText, ChoosesItsUnit) {
  EXPECT_EQ(duration_text(0.85), "850ms");
  EXPECT_EQ(duration_text(12.34), "12.3s");
  EXPECT_EQ(duration_text(245), "4m 05s");
  EXPECT_EQ(duration_text(7380), "2h 03m");
}

}  // namespace
}  // namespace streamguard
