#include "cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "survey/survey.hpp"
#include "survey/text.hpp"

namespace streamguard::csv_report {
namespace {

constexpr std::size_t kCellBytes = 32'000;  ///< spreadsheets take 32,767 characters

bool begins_formula(char32_t c) {
  constexpr std::array<char32_t, 8> kStarts = {'=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20};
  return std::find(kStarts.begin(), kStarts.end(), c) != kStarts.end();
}

std::string quoted(const std::string& text) {
  const bool edge_space = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  // The semicolon is the separator of some locales.
  if (!edge_space && text.find_first_of(",;\"") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string text_cell(std::string_view text) {
  std::string clean;
  char32_t first = 0;  // that is no space
  while (!text.empty() && clean.size() <= kCellBytes) {
    const survey::Symbol symbol = survey::take_symbol(text);
    if (survey::is_space(symbol.code)) {
      clean += ' ';
    } else if (!survey::is_unseen(symbol.code)) {
      if (first == 0) first = symbol.code;
      clean += symbol.bytes;
    }
  }
  clean = survey::cut(clean, kCellBytes);
  return quoted(begins_formula(first) ? "'" + clean : clean);
}

std::string text_cell_or_empty(const std::optional<std::string>& text) {
  return text ? text_cell(*text) : std::string();
}

std::string count_cell(const std::optional<std::uint64_t>& count) {
  return count ? std::to_string(*count) : std::string();
}

std::string number_cell(const std::optional<double>& number, int decimals) {
  if (!number) return {};
  std::array<char, 400> buffer{};  // the longest double in this form has 309 digits before the point
  const auto done =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), *number, std::chars_format::fixed, decimals);
  return std::string(buffer.data(), done.ptr);
}

}  // namespace streamguard::csv_report
