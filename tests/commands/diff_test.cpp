#include "cli/diff.hpp"

#include <gtest/gtest.h>

#include <string>

namespace streamguard::cli {
namespace {

using Kind = DiffLine::Kind;

std::string shown(std::string_view before, std::string_view after) {
  std::string out;
  for (const DiffLine& line : diff_of(before, after)) {
    out += line.kind == Kind::same ? ' ' : line.kind == Kind::removed ? '-' : '+';
    out += std::string(line.text) + "\n";
  }
  return out;
}

std::string side(const std::vector<DiffLine>& lines, Kind without) {
  std::string out;
  for (const DiffLine& line : lines) {
    if (line.kind != without) out += std::string(line.text) + "\n";
  }
  return out;
}

TEST(Diff, ShowsWhatIsGoneBeforeWhatCame) {
  EXPECT_EQ(shown("a\nb\nc\n", "a\nB\nc\n"), " a\n-b\n+B\n c\n");
  EXPECT_EQ(shown("a\nb\nc\nd\n", "a\nx\ny\nd\n"), " a\n-b\n-c\n+x\n+y\n d\n");
}

TEST(Diff, EqualEmptyAndOneSidedTexts) {
  EXPECT_EQ(shown("a\nb", "a\nb\n"), " a\n b\n");
  EXPECT_EQ(shown("", ""), "");
  EXPECT_EQ(shown("", "a\n"), "+a\n");
  EXPECT_EQ(shown("a\n", ""), "-a\n");
}

TEST(Diff, LineEndsOfAllKindsAreNoDifference) { EXPECT_EQ(shown("a\r\nb\rc\n", "a\nb\nc"), " a\n b\n c\n"); }

TEST(Diff, FindsTheShortestChange) {
  EXPECT_EQ(shown("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n").find("- "), std::string::npos);
  std::size_t changes = 0;
  for (const DiffLine& line : diff_of("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n")) {
    changes += line.kind == Kind::same ? 0U : 1U;
  }
  EXPECT_EQ(changes, 5U) << "as the paper that this example is from says";
}

/// Whatever the diff is, both sides can be read back from it, with right numbers.
TEST(Diff, HoldsBothSidesWhole) {
  std::uint64_t state = 1;
  const auto draw = [&](std::uint64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::string before, after;
    for (std::uint64_t i = draw(30); i > 0; --i) before += std::to_string(draw(5)) + "\n";
    for (std::uint64_t i = draw(30); i > 0; --i) after += std::to_string(draw(5)) + "\n";
    const auto lines = diff_of(before, after);
    EXPECT_EQ(side(lines, Kind::added), before);
    EXPECT_EQ(side(lines, Kind::removed), after);
    std::size_t a = 0, b = 0;
    for (const DiffLine& line : lines) {
      if (line.kind != Kind::added) {
        EXPECT_EQ(line.before, ++a);
      }
      if (line.kind != Kind::removed) {
        EXPECT_EQ(line.after, ++b);
      }
    }
  }
}

TEST(Diff, TextsThatDifferInTooManyLinesAreNotCompared) {
  std::string before, after;
  for (int i = 0; i < 20'000; ++i) before += "a" + std::to_string(i) + "\n", after += "b" + std::to_string(i) + "\n";
  const auto lines = diff_of("head\n" + before + "tail\n", "head\n" + after + "tail\n");
  EXPECT_EQ(lines.size(), 40'002U);
  EXPECT_EQ(lines.front().kind, Kind::same);
  EXPECT_EQ(lines[1].kind, Kind::removed);
  EXPECT_EQ(lines.back().kind, Kind::same);
}

TEST(Diff, HunksHaveContextAndJoinWhereTheyTouch) {
  std::string before, after;
  for (int i = 0; i < 40; ++i) {
    before += std::to_string(i) + "\n";
    after += (i == 10 || i == 14 || i == 30 ? "x" : "") + std::to_string(i) + "\n";
  }
  const auto lines = diff_of(before, after);
  const auto hunks = hunks_of(lines, 3);
  ASSERT_EQ(hunks.size(), 2U);
  EXPECT_EQ(lines[hunks[0].first].before, 8U);
  EXPECT_EQ(lines[hunks[1].first].before, 28U);
  EXPECT_TRUE(hunks_of(diff_of("a\n", "a\n"), 3).empty());
}

}  // namespace
}  // namespace streamguard::cli
