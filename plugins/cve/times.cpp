#include "cve/times.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace streamguard::cve {
namespace {

using std::chrono::sys_days;

/// The digits at `at`, or -1 where there are not `count` of them.
int number(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool between(int value, int least, int most) { return value >= least && value <= most; }

/// Milliseconds of ".330" at the beginning of `rest`, which loses it.
int take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  rest.remove_prefix(1);
  int millis = 0;
  int weight = 100;
  std::size_t digits = 0;
  for (; digits < rest.size() && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
    millis += (rest[digits] - '0') * weight;
    weight /= 10;
  }
  rest.remove_prefix(digits);
  return digits == 0 ? -1 : millis;
}

/// The offset that `rest` is, all of it.
std::optional<Millis> offset(std::string_view rest) {
  if (rest.empty() || rest == "Z") return 0;
  const int hours = number(rest, 1, 2);
  const int minutes = number(rest, 4, 2);
  if (rest.size() != 6 || rest[3] != ':' || !between(hours, 0, 23) || !between(minutes, 0, 59)) return std::nullopt;
  const Millis millis = (Millis{hours} * 60 + minutes) * 60'000;
  if (rest[0] == '+') return millis;
  if (rest[0] == '-') return -millis;
  return std::nullopt;
}

}  // namespace

std::optional<Millis> parse_time(std::string_view text) {
  const int year = number(text, 0, 4);
  const int month = number(text, 5, 2);
  const int day = number(text, 8, 2);
  if (year < 0 || !between(month, 1, 12) || !between(day, 1, 31) || text[4] != '-' || text[7] != '-') return {};
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const Millis midnight = Millis{sys_days(date).time_since_epoch().count()} * kDay;
  if (text.size() == 10) return midnight;
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  if (!between(hour, 0, 23) || !between(minute, 0, 59) || !between(second, 0, 60)) return {};
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':') return {};
  std::string_view rest = text.substr(19);
  const int millis = take_fraction(rest);
  const std::optional<Millis> away = offset(rest);
  if (millis < 0 || !away) return {};
  return midnight + ((Millis{hour} * 60 + minute) * 60 + second) * 1000 + millis - *away;
}

std::string time_text(Millis time) {
  const Millis days = time >= 0 ? time / kDay : (time - kDay + 1) / kDay;
  const Millis rest = time - days * kDay;
  const std::chrono::year_month_day date{sys_days(std::chrono::days(days))};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(rest / 3'600'000), static_cast<int>(rest / 60'000 % 60),
                static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000));
  return text.data();
}

int year_of(Millis time) {
  const Millis days = time >= 0 ? time / kDay : (time - kDay + 1) / kDay;
  return static_cast<int>(std::chrono::year_month_day{sys_days(std::chrono::days(days))}.year());
}

Millis year_begin(int year) {
  const std::chrono::year_month_day first{std::chrono::year(year), std::chrono::January, std::chrono::day(1)};
  return Millis{sys_days(first).time_since_epoch().count()} * kDay;
}

std::vector<Window> windows(const std::vector<Span>& ranges) {
  std::vector<Window> list;
  for (const Span& range : ranges) {
    for (Millis first = range.first; first <= range.last; first += kLongestWindow) {
      list.push_back({{first, std::min(first + kLongestWindow - 1, range.last)}, list.size()});
    }
  }
  std::reverse(list.begin(), list.end());
  return list;
}

}  // namespace streamguard::cve
