#include "view/width.hpp"

#include <algorithm>

#include "view/width_table.hpp"

namespace streamguard::view {
namespace {

constexpr int kMarksMost = 2;

template <std::size_t N>
bool within(const std::array<Range, N>& table, char32_t point) noexcept {
  const auto at = std::upper_bound(table.begin(), table.end(), point,
                                   [](char32_t wanted, const Range& range) { return wanted < range.first; });
  return at != table.begin() && point <= std::prev(at)->last;
}

struct Char {
  char32_t point = 0;
  std::size_t length = 1;
};

/// The first character of valid UTF-8; of anything else a '?' for each byte.
Char first_of(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {U'?', 1};
  char32_t point = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {U'?', 1};
    point = point << 6 | (byte(i) & 0x3fU);
  }
  return {point, length};
}

bool is_mark(char32_t point) noexcept { return point >= 0x300 && within(kMarks, point); }

/// What terminals disagree about, or show as nothing.
bool is_invisible(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x34f || c == 0x61c ||
         (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0000 && c <= 0xe0fff);
}

}  // namespace

std::size_t columns_of(char32_t point) noexcept {
  if (point < 0x300) return 1;
  if (is_mark(point)) return 0;
  return within(kWide, point) ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Char next = first_of(text);
    columns += columns_of(next.point);
    text.remove_prefix(next.length);
  }
  return columns;
}

std::string shown(std::string_view text, bool unicode) {
  std::string out;
  int marks = kMarksMost;  // none on nothing
  while (!text.empty()) {
    const Char next = first_of(text);
    const std::string_view bytes = text.substr(0, next.length);
    text.remove_prefix(next.length);
    if (is_invisible(next.point)) continue;
    const bool mark = is_mark(next.point);
    if (mark && (marks >= kMarksMost || !unicode)) continue;
    marks = mark ? marks + 1 : 0;
    if (next.point < 0x80) {
      out += static_cast<char>(next.point);
    } else if (unicode) {
      out += bytes;
    } else {
      out += '?';
    }
  }
  return out;
}

std::string fitted(std::string_view text, std::size_t columns, bool unicode) {
  std::string whole = shown(text, unicode);
  if (columns_of(whole) <= columns) return whole;
  if (columns == 0) return {};
  std::string out;
  std::size_t used = 0;
  for (std::string_view rest = whole; !rest.empty();) {
    const Char next = first_of(rest);
    used += columns_of(next.point);
    if (used > columns - 1) break;
    out += rest.substr(0, next.length);
    rest.remove_prefix(next.length);
  }
  return out + (unicode ? "…" : "~");
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, bool unicode, std::size_t most) {
  const std::string whole = shown(text, unicode);
  std::vector<std::string> lines;
  std::string_view rest = whole;
  columns = std::max<std::size_t>(columns, 2);
  while (lines.size() + 1 < most) {
    std::size_t used = 0;
    std::size_t end = 0;
    std::size_t space = 0;  // the last place to break at
    while (end < rest.size()) {
      const Char next = first_of(rest.substr(end));
      used += columns_of(next.point);
      if (used > columns) break;
      if (next.point == U' ') space = end;
      end += next.length;
    }
    if (end == rest.size()) break;
    if (rest[end] != ' ' && space > 0) end = space;
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  }
  if (!rest.empty() || lines.empty()) lines.push_back(fitted(rest, columns, unicode));
  return lines;
}

}  // namespace streamguard::view
