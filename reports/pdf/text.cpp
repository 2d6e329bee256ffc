#include "text.hpp"

#include <algorithm>

namespace streamguard::pdf_report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Symbol {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The first character of `text`, which is not empty; one byte where it begins with no UTF-8.
Symbol first_symbol(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || size > text.size()) return {};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80) return {};
    code = code << 6U | (next & 0x3FU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size, true};
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0xFEFF || c == 0xFFFC ||
         (c >= 0x300 && c <= 0x36F) || (c >= 0x483 && c <= 0x489) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
}

/// The end of the character that begins at `at`; `text` is printable.
std::size_t after(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) ++at;
  return at;
}

/// The longest beginning of `text` that is at most `width` wide, in whole characters.
std::size_t longest(const Document& document, Type type, std::string_view text, double width) {
  double used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = after(text, at);
    used += document.text_width(type.face, type.size, text.substr(at, next - at));
    if (used > width) return at;
    at = next;
  }
  return text.size();
}

constexpr std::size_t kWideBytes = 3;

/// Whether it begins with a letter of a script that is written without spaces: Chinese, Japanese, Korean.
bool is_wide(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  return lead >= 0xE3 && lead <= 0xED;
}

/// Where a line that may hold `room` bytes of `text`, and not all of it, ends.
std::size_t break_at(std::string_view text, std::size_t room) {
  if (text[room] == ' ') return room;
  if (room >= kWideBytes && is_wide(text.substr(room - kWideBytes))) return room;
  const std::size_t space = text.rfind(' ', room);
  if (space != std::string_view::npos && space > 0) return space;
  const std::size_t joint = text.substr(0, room).find_last_of("/-_.,:;\\");
  if (joint != std::string_view::npos && joint > room / 3) return joint + 1;
  return room > 0 ? room : after(text, 0);
}

std::string_view without_leading_space(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

}  // namespace

std::string printable(const Document& document, std::string_view text) {
  const bool cut = text.size() > kTextBytes;
  if (cut) text = text.substr(0, kTextBytes);
  std::string out;
  bool space = false;
  while (!text.empty()) {
    const Symbol symbol = first_symbol(text);
    const std::string_view bytes = text.substr(0, symbol.bytes);
    text.remove_prefix(bytes.size());
    if (symbol.valid && is_space(symbol.code)) {
      space = !out.empty();
      continue;
    }
    if (cut && !symbol.valid && text.size() < 3) break;  // the cut went through a character
    if (space) out += ' ';
    space = false;
    const bool drawn = symbol.valid && !is_unseen(symbol.code) && document.has_glyph(symbol.code);
    out += drawn ? bytes : kReplacement;
  }
  if (cut) out += kEllipsis;
  return out;
}

std::string fit(const Document& document, Type type, std::string_view text, double width) {
  if (document.text_width(type.face, type.size, text) <= width) return std::string(text);
  const double room = width - document.text_width(type.face, type.size, kEllipsis);
  std::string_view kept = text.substr(0, longest(document, type, text, room));
  while (!kept.empty() && kept.back() == ' ') kept.remove_suffix(1);
  return std::string(kept) + std::string(kEllipsis);
}

std::vector<std::string> wrap(const Document& document, Type type, std::string_view text, double width,
                              std::size_t most) {
  std::vector<std::string> lines;
  text = without_leading_space(text);
  while (!text.empty() && lines.size() < most) {
    const std::size_t room = longest(document, type, text, width);
    if (room == text.size() || lines.size() + 1 == most) {
      lines.push_back(fit(document, type, text, width));
      break;
    }
    const std::size_t end = break_at(text, room);
    lines.emplace_back(text.substr(0, end));
    while (!lines.back().empty() && lines.back().back() == ' ') lines.back().pop_back();
    text = without_leading_space(text.substr(end));
  }
  return lines;
}

std::vector<std::string> wrap_name(const Document& document, Type type, std::string_view text, double width,
                                   std::size_t most) {
  // One line more than there may be tells that something would be lost.
  std::vector<std::string> lines = wrap(document, type, text, width, most + 1);
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size() && lines.size() > most; at = after(text, at)) starts.push_back(at);
  for (std::size_t kept = starts.size(); lines.size() > most && kept > 2;) {
    kept -= std::max<std::size_t>(1, kept / 20);
    const std::size_t head = starts[kept / 2], tail = starts[starts.size() - (kept - kept / 2)];
    const std::string shorter =
        std::string(text.substr(0, head)) + std::string(kEllipsis) + std::string(text.substr(tail));
    lines = wrap(document, type, shorter, width, most + 1);
  }
  if (lines.size() > most) lines.resize(most);
  return lines;
}

}  // namespace streamguard::pdf_report
