#include "survey/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "survey/survey.hpp"

namespace streamguard::survey {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kReplacementBytes = "\xEF\xBF\xBD";

}  // namespace

Symbol take_symbol(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  bool good = length != 0 && length <= text.size() && lead < 0xF5;
  char32_t code = length == 1 ? lead : length == 0 ? 0 : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; good && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    good = (next & 0xC0) == 0x80;
    code = code << 6 | (next & 0x3F);
  }
  const std::string_view bytes = text.substr(0, good ? length : 1);
  text.remove_prefix(bytes.size());
  return good ? Symbol{code, bytes} : Symbol{kReplacement, kReplacementBytes};
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E || c == 0xFEFF ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

std::string plain_line(std::string_view text, std::size_t most) {
  std::string out;
  bool gap = false;
  while (!text.empty() && out.size() <= most) {
    const Symbol symbol = take_symbol(text);
    if (is_space(symbol.code)) {
      gap = !out.empty();
    } else if (!is_unseen(symbol.code)) {
      if (gap) out += ' ';
      gap = false;
      out += symbol.bytes;
    }
  }
  return cut(out, most);
}

std::string inert_json(std::string_view json) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(json.size());
  const auto unit = [&](char32_t code) {
    out += "\\u";
    for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[code >> (shift - 4) & 15];
  };
  while (!json.empty()) {
    if (static_cast<unsigned char>(json.front()) < 0x7F) {
      out += json.front();
      json.remove_prefix(1);
      continue;
    }
    const Symbol symbol = take_symbol(json);
    const bool breaks = symbol.code == 0x2028 || symbol.code == 0x2029;
    if (!is_unseen(symbol.code) && !breaks) {
      out += symbol.bytes;
    } else if (symbol.code > 0xFFFF) {
      unit(0xD800 + ((symbol.code - 0x10000) >> 10));
      unit(0xDC00 + (symbol.code & 0x3FF));
    } else {
      unit(symbol.code);
    }
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string number_text(double number, int decimals) {
  std::array<char, 400> buffer{};  // the longest double in this form has 309 digits before the point
  const auto done =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, decimals);
  return std::string(buffer.data(), done.ptr);
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  constexpr std::array<const char*, 6> kUnits = {"B", "KB", "MB", "GB", "TB", "PB"};
  while (value >= 999.995 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return number_text(value, unit >= 2 ? 2 : 1) + " " + kUnits[unit];
}

std::string duration_text(double seconds) {
  const auto two = [](std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  if (seconds < 0.9995) return number_text(seconds * 1000, 0) + " ms";
  if (seconds < 59.95) return number_text(seconds, 1) + " s";
  if (seconds > 1e15) return number_text(seconds / 3600, 0) + " h";
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) return std::to_string(whole / 60) + " min " + two(whole % 60) + " s";
  return grouped(whole / 3600) + " h " + two(whole / 60 % 60) + " min";
}

std::string percent_text(double part, double whole) { return number_text(whole > 0 ? 100 * part / whole : 0, 1) + "%"; }

std::string bar_text(double part, double whole, std::size_t width, bool blocks) {
  constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double share = whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0;
  const std::size_t steps = blocks ? 8 : 1;
  auto full = static_cast<std::size_t>(std::llround(share * static_cast<double>(width * steps)));
  if (full == 0 && part > 0) full = 1;
  std::string out;
  for (std::size_t i = 0; i < full / steps; ++i) out += blocks ? "█" : "#";
  if (blocks) out += kEighths[full % steps];
  if (!blocks) out.append(width - full, '.');
  return out;
}

std::string path_as_uri(std::string_view path) {
  constexpr std::string_view kFree = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (kFree.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace streamguard::survey
