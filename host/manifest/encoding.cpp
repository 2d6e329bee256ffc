#include "manifest/encoding.hpp"

#include <algorithm>

namespace streamguard::manifest {
namespace {

bool continues(unsigned char c) { return (c & 0xC0U) == 0x80U; }

/// Bytes of the well-formed UTF-8 character at `at` (the table of Unicode's chapter 3.9); 0 where there is none.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const unsigned first = byte(0), second = byte(1);
  const auto tail = [&](std::size_t i) { return continues(static_cast<unsigned char>(byte(i))); };
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0U : 0x80U, high = first == 0xED ? 0x9FU : 0xBFU;
    return second >= low && second <= high && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90U : 0x80U, high = first == 0xF4 ? 0x8FU : 0xBFU;
    return second >= low && second <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

Lines::Lines(std::string_view text) {
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines_.push_back(line);
    begin = end + 1;
  }
}

std::string_view Lines::line(int index) const noexcept {
  return index >= 0 && index < count() ? lines_[static_cast<std::size_t>(index)] : std::string_view();
}

int Lines::character(int line_index, int byte) const noexcept {
  const std::string_view text = line(line_index).substr(0, static_cast<std::size_t>(std::max(byte, 0)));
  const auto tails =
      std::count_if(text.begin(), text.end(), [](char c) { return continues(static_cast<unsigned char>(c)); });
  return byte - static_cast<int>(tails);
}

LineColumn line_column(std::string_view text, std::size_t byte) noexcept {
  LineColumn out;
  for (std::size_t i = 0; i < byte && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++out.line;
      out.column = 1;
    } else if (!continues(static_cast<unsigned char>(text[i]))) {
      ++out.column;
    }
  }
  return out;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) return at;
    const std::size_t bytes = character_bytes(text, at);
    if (bytes == 0) return at;
    at += bytes;
  }
  return std::nullopt;
}

std::optional<std::string_view> checked_text(std::string_view text, const std::shared_ptr<const std::string>& file,
                                             Faults& faults) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    faults.error({file, 1, 1}, "the file is UTF-16", "save it as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::optional<std::size_t> bad = first_bad_byte(text);
  if (!bad) return text;
  const LineColumn place = line_column(text, *bad);
  const auto c = static_cast<unsigned char>(text[*bad]);
  faults.error({file, place.line, place.column},
               c < 0x80 ? "a control character stands here" : "these bytes are not UTF-8",
               c < 0x80 ? "remove it" : "save the file as UTF-8");
  return std::nullopt;
}

bool check_indentation(const Lines& lines, const std::shared_ptr<const std::string>& file, Faults& faults) {
  bool good = true;
  for (int i = 0; i < lines.count(); ++i) {
    const std::string_view line = lines.line(i);
    const std::size_t text = line.find_first_not_of(" \t");
    const std::size_t tab = line.find('\t');
    if (text == std::string_view::npos || tab >= text || line[text] == '#') continue;
    faults.error({file, i + 1, static_cast<int>(tab) + 1}, "a tab indents this line", "YAML is indented with spaces");
    good = false;
  }
  return good;
}

}  // namespace streamguard::manifest
