#include "numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace streamguard::html_report {

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return grouped(count).append(" ").append(count == 1 ? one : many);
}

std::string decimal(double number, int decimals) {
  std::array<char, 400> buffer{};  // The largest double has 309 digits before its point.
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, decimals);
  return {buffer.data(), end.ptr};
}

std::string sized(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  constexpr std::array<const char*, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  double size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (size >= 999.5 && unit + 1 < kUnits.size()) {
    size /= 1000;
    ++unit;
  }
  return decimal(size, size < 9.95 ? 1 : 0) + " " + kUnits[unit];
}

std::string lasted(double seconds) {
  if (seconds < 0.001) return seconds > 0 ? "under 1 ms" : "0 s";
  if (seconds < 1) return decimal(seconds * 1000, 0) + " ms";
  if (seconds < 9.95) return decimal(seconds, 1) + " s";
  constexpr double kLongest = 1e15;  // Beyond any run, and still a whole number.
  const auto whole = static_cast<std::uint64_t>(std::min(std::round(seconds), kLongest));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return grouped(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.1) return "under 0.1 %";
  if (part < whole && percent > 99.9) return "over 99.9 %";
  return decimal(percent, percent < 9.95 ? 1 : 0) + " %";
}

std::string moment(std::string_view time) {
  const bool known = time.size() >= 20 && time[10] == 'T' && time.back() == 'Z';
  if (!known) return std::string(time);
  return std::string(time.substr(0, 10)) + " " + std::string(time.substr(11, 8)) + " UTC";
}

}  // namespace streamguard::html_report
