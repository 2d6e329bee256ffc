#include "cve/times.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace streamguard::cve {
namespace {

TEST(Times, ReadsWhatNvdWrites) {
  EXPECT_EQ(parse_time("1970-01-01"), 0);
  EXPECT_EQ(parse_time("1970-01-02T00:00:01.5"), kDay + 1500);
  EXPECT_EQ(parse_time("2024-05-07T21:15:08.330"), parse_time("2024-05-07T21:15:08.33Z"));
  EXPECT_EQ(parse_time("2024-05-07T21:15:08-04:00"), parse_time("2024-05-08T01:15:08Z"));
  EXPECT_EQ(parse_time("2024-05-07T21:15:08.1239999"), parse_time("2024-05-07T21:15:08.123"));
  EXPECT_EQ(time_text(*parse_time("2024-02-29T23:59:59.999")), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(time_text(*parse_time("1969-12-31T23:59:59.001")), "1969-12-31T23:59:59.001Z");
}

TEST(Times, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2024", "2024-13-01", "2023-02-29", "2024-01-01T", "2024-01-01T24:00:00", "2024-01-01 10:00:00",
        "2024-01-01T10:00:00.", "2024-01-01T10:00:00X", "2024-01-01T10:00:00+1:00", "20a4-01-01"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Times, YearsBeginAndEnd) {
  EXPECT_EQ(time_text(year_begin(2024)), "2024-01-01T00:00:00.000Z");
  EXPECT_EQ(year_of(year_begin(2024)), 2024);
  EXPECT_EQ(year_of(year_begin(2024) - 1), 2023);
}

TEST(Windows, HoldEveryMillisecondOfTheRangesOnce) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<Span> ranges;
    Millis at = year_begin(1990);
    for (int i = 0; i < 4; ++i) {
      const Millis first = at + static_cast<Millis>(random() % (400 * kDay));
      ranges.push_back({first, first + static_cast<Millis>(random() % (900 * kDay))});
      at = ranges.back().last + 1;
    }
    std::vector<Window> list = windows(ranges);
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end(),
                               [](const Window& a, const Window& b) { return a.span.first > b.span.first; }));
    std::reverse(list.begin(), list.end());
    std::size_t next = 0;
    for (const Span& range : ranges) {
      Millis expected = range.first;
      for (; next < list.size() && list[next].span.first <= range.last; ++next) {
        EXPECT_EQ(list[next].index, next);
        EXPECT_EQ(list[next].span.first, expected);
        EXPECT_LT(list[next].span.last - list[next].span.first, kLongestWindow);
        EXPECT_GE(list[next].span.last, list[next].span.first);
        expected = list[next].span.last + 1;
      }
      EXPECT_EQ(expected, range.last + 1);
    }
    EXPECT_EQ(next, list.size());
  }
}

TEST(Windows, AreTheSameWhereverTheNewestEnds) {
  const Millis first = year_begin(1988);
  const auto early = windows({{first, first + 1000 * kDay}});
  const auto late = windows({{first, first + 1001 * kDay}});
  ASSERT_EQ(early.size(), late.size());
  for (std::size_t i = 1; i < early.size(); ++i) {
    EXPECT_EQ(early[i].span, late[i].span);
    EXPECT_EQ(early[i].index, late[i].index);
  }
}

}  // namespace
}  // namespace streamguard::cve
