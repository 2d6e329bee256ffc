#include "words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "document.hpp"
#include "survey/text.hpp"

namespace streamguard::pdf_report {
namespace {

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string count_words(std::uint64_t count) { return survey::grouped(count); }

std::string count_words(const std::optional<std::uint64_t>& count) {
  return count ? count_words(*count) : std::string(kNotKnown);
}

std::string counted(std::uint64_t count, std::string_view one) { return counted(count, one, std::string(one) + "s"); }

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return count_words(count) + " " + std::string(count == 1 ? one : many);
}

std::string percent_words(double percent) {
  if (percent <= 0 || percent == 100) return survey::number_text(percent, 0) + "%";
  if (percent < 0.05) return "<0.1%";
  // 99.96 is not all of it.
  return survey::number_text(percent < 100 ? std::min(percent, 99.9) : percent, 1) + "%";
}

std::string share_words(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::string(kNotKnown);
  return percent_words(100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string duration_words(double seconds) {
  constexpr double kCentury = 100.0 * 365.25 * 86400;
  if (seconds <= 0) return "0 s";
  if (seconds > kCentury) return ">100 years";
  return seconds < 0.001 ? "<1 ms" : survey::duration_text(seconds);
}

std::string rate_words(double each_second) {
  // Rates beyond 2^53 do not exist; the guard keeps the conversion defined.
  if (each_second >= 99.5) return count_words(static_cast<std::uint64_t>(std::llround(std::min(each_second, 9e15))));
  if (each_second >= 0.95 || each_second == 0) return survey::number_text(each_second, 1);
  return each_second < 0.005 ? "<0.01" : survey::number_text(each_second, 2);
}

std::string moment_words(std::string_view rfc3339) {
  constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
  const std::optional<Moment> moment = parse_moment(rfc3339);
  if (!moment) return std::string(rfc3339);
  std::string zone = " UTC";
  if (const int offset = std::abs(moment->offset_minutes); offset != 0) {
    zone += (moment->offset_minutes < 0 ? "-" : "+") + two_digits(offset / 60) + ":" + two_digits(offset % 60);
  }
  return std::to_string(moment->day) + " " + kMonths[static_cast<std::size_t>(moment->month - 1)] + " " +
         std::to_string(moment->year) + ", " + two_digits(moment->hour) + ":" + two_digits(moment->minute) + ":" +
         two_digits(moment->second) + zone;
}

std::string list_words(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace streamguard::pdf_report
