// Columns of text, and text made to fit them.
#include <gtest/gtest.h>

#include "view/line.hpp"
#include "view/table.hpp"
#include "view/width.hpp"

namespace streamguard::view {
namespace {

TEST(Width, CountsColumnsAsTerminalsDo) {
  EXPECT_EQ(columns_of("plain"), 5U);
  EXPECT_EQ(columns_of("Größe"), 5U);
  EXPECT_EQ(columns_of("漢字"), 4U);
  EXPECT_EQ(columns_of("한국"), 4U);
  EXPECT_EQ(columns_of("e\u0301a"), 2U) << "a mark takes no column";
  EXPECT_EQ(columns_of("⚡⏳🎉"), 6U);
  EXPECT_EQ(columns_of("▶✓█─…"), 5U);
  EXPECT_EQ(columns_of("שלום"), 4U);
  EXPECT_EQ(columns_of(U'\u1100'), 2U);
  EXPECT_EQ(columns_of(U'\u1161'), 0U) << "the vowel of a Hangul syllable";
  EXPECT_EQ(columns_of(U'\U0001F9D1'), 2U);
  EXPECT_EQ(columns_of(U'\U00020000'), 2U);
  EXPECT_EQ(columns_of("\xff\xfe"), 2U);
}

TEST(Width, WhatTerminalsDisagreeAboutIsNotShown) {
  EXPECT_EQ(shown("👩‍💻", true), "👩💻") << "joined into one by some, not by others";
  EXPECT_EQ(shown("👍🏽", true), "👍");
  EXPECT_EQ(shown("❤️", true), "❤");
  EXPECT_EQ(shown("a\u200bb\u202ec\u2066d", true), "abcd");
  EXPECT_EQ(shown("e\u0301\u0302\u0303\u0304\u0305", true), "e\u0301\u0302") << "marks do not climb over other lines";
  EXPECT_EQ(shown("\u0301a", true), "a");
  EXPECT_EQ(shown("Größe 漢 e\u0301", false), "Gr??e ? e");
  EXPECT_EQ(shown("\x1b[2J", true), "[2J") << "even what was not made harmless";
}

TEST(Width, TextIsCutAtWholeCharacters) {
  EXPECT_EQ(fitted("abcdef", 6, true), "abcdef");
  EXPECT_EQ(fitted("abcdef", 5, true), "abcd…");
  EXPECT_EQ(fitted("abcdef", 5, false), "abcd~");
  EXPECT_EQ(fitted("漢字漢字", 5, true), "漢字…");
  EXPECT_EQ(fitted("漢字漢字", 4, true), "漢…") << "half a character is none";
  EXPECT_EQ(fitted("abc", 1, true), "…");
  EXPECT_EQ(fitted("abc", 0, true), "");
  for (std::size_t columns = 0; columns < 20; ++columns) {
    EXPECT_LE(columns_of(fitted("a漢e\u0301🎉שלום, and so on", columns, true)), columns);
  }
}

TEST(Width, TextIsWrappedAtSpaces) {
  EXPECT_EQ(wrapped("one two three", 7, true, 9), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefghij", 4, true, 9), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrapped("", 4, true, 9), (std::vector<std::string>{""}));
  const auto cut = wrapped(std::string(1'000'000, 'y'), 60, true, 5);
  ASSERT_EQ(cut.size(), 5U);
  EXPECT_EQ(columns_of(cut.back()), 60U);
}

TEST(Line, IsNeverLongerThanItsPaper) {
  for (std::size_t columns = 0; columns <= 40; ++columns) {
    Line line({columns, true, false});
    line.to(2).put("漢字漢字", Style::bad).left("name", 8).right("12,345", 9).put(std::string(50, 'x'));
    EXPECT_LE(columns_of(std::move(line).text()), columns);
  }
}

TEST(Line, StylesAreSequencesOnlyInColour) {
  Line colour({20, true, true});
  colour.put("bad", Style::bad);
  EXPECT_EQ(std::move(colour).text(), "\x1b[0;1;31mbad\x1b[0m");
  Line none({20, true, false});
  none.put("bad", Style::bad);
  EXPECT_EQ(std::move(none).text(), "bad");
}

TEST(Table, LeavesOutColumnsThatDoNotFitAndThoseWithoutText) {
  Table table({{"Name", 0, false}, {"Count", 1, true}, {"Least", 9, true}, {"Empty", 2, true}});
  table.row({{"a"}, {"1"}, {"x"}, {""}});
  table.row({{"bb"}, {"22"}, {"y"}, {""}});
  EXPECT_EQ(table.lines({80, true, false}),
            (std::vector<std::string>{" Name  Count  Least  ", " a         1      x  ", " bb       22      y  "}));
  EXPECT_EQ(table.lines({14, true, false}),
            (std::vector<std::string>{" Name  Count  ", " a         1  ", " bb       22  "}));
  EXPECT_EQ(table.lines({8, true, false})[0], " Name  ");
}

}  // namespace
}  // namespace streamguard::view
