#include "github/windows.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace streamguard::github {
namespace {

constexpr int kFirstQuarter = 2017 * 4 + 3;  ///< October 2017; the oldest advisory is of that month
constexpr int kLastQuarter = 9999 * 4 + 3;

/// Quarters since the year 0.
std::optional<int> quarter_of(std::string_view moment) {
  int year = 0, month = 0;
  if (moment.size() < 10 || moment[4] != '-' || moment[7] != '-') return std::nullopt;
  const auto number = [moment](std::size_t at, std::size_t length, int& value) {
    const char* const from = moment.data() + at;
    const auto result = std::from_chars(from, from + length, value);
    return result.ec == std::errc() && result.ptr == from + length;
  };
  if (!number(0, 4, year) || !number(5, 2, month) || year < 1970 || month < 1 || month > 12) return std::nullopt;
  return year * 4 + (month - 1) / 3;
}

std::string begin_of(int quarter) {
  const int month = quarter % 4 * 3 + 1;
  return std::to_string(quarter / 4) + (month < 10 ? "-0" : "-") + std::to_string(month) + "-01T00:00:00Z";
}

}  // namespace

std::vector<Window> windows_of(std::string_view newest, std::string_view since) {
  const auto last = quarter_of(newest);
  const auto first = since.empty() ? kFirstQuarter : quarter_of(since);
  std::vector<Window> windows;
  if (!last || !first || newest < since || *last > kLastQuarter) return windows;
  const int lowest = since.empty() ? std::min(*first, *last) : *first;
  for (int quarter = *last; quarter >= lowest; --quarter) {
    Window window;
    window.name = std::to_string(quarter / 4) + "-Q" + std::to_string(quarter % 4 + 1);
    window.begin = quarter == lowest ? std::string(since) : begin_of(quarter);
    if (quarter != *last) window.end = begin_of(quarter + 1);
    windows.push_back(std::move(window));
  }
  return windows;
}

}  // namespace streamguard::github
