#include "cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace streamguard::csv_report {
namespace {

struct Symbol {
  char32_t code;
  std::size_t bytes;
};

/// The first character of `text`, which is not empty and valid UTF-8.
Symbol first_symbol(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<char32_t>(static_cast<unsigned char>(text[at])) : char32_t{0};
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
}

bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0xA0 || c == 0x2028 || c == 0x2029 ||
         c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0xFEFF ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
}

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
  while (!text.empty()) {
    const Symbol symbol = first_symbol(text);
    const std::string_view bytes = text.substr(0, symbol.bytes);
    text.remove_prefix(bytes.size());
    if (is_space(symbol.code)) {
      clean += ' ';
    } else if (!is_unseen(symbol.code)) {
      if (first == 0) first = symbol.code;
      clean += bytes;
    }
  }
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
