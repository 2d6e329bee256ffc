#include "store/json_text.hpp"

#include <simdjson.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace streamguard::store {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighs = 0x8080808080808080u;

/// The place of the next backslash at or after `at`, or the size. Eight bytes at a step: escapes lie close together in
/// source code, where a call for each would cost more than it saves.
inline std::size_t next_backslash(std::string_view raw, std::size_t at) noexcept {
  static_assert(std::endian::native == std::endian::little, "the lowest byte of a word is the first in memory");
  for (; at + 8 <= raw.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, raw.data() + at, 8);
    word ^= kOnes * static_cast<unsigned char>('\\');
    const std::uint64_t hits = (word - kOnes) & ~word & kHighs;
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
  }
  for (; at < raw.size(); ++at) {
    if (raw[at] == '\\') return at;
  }
  return raw.size();
}

/// The value of four hex digits at `at`, or -1.
int hex4(std::string_view raw, std::size_t at) noexcept {
  if (at + 4 > raw.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = raw[i];
    int digit = 0;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'a' && c <= 'f')
      digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
      digit = c - 'A' + 10;
    else
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool high_surrogate(int unit) noexcept { return unit >= 0xd800 && unit <= 0xdbff; }
bool low_surrogate(int unit) noexcept { return unit >= 0xdc00 && unit <= 0xdfff; }

constexpr std::array<bool, 256> kShortEscape = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// The length of the escape that begins at `at`, or 0 where it is none.
std::size_t escape_length(std::string_view raw, std::size_t at) noexcept {
  if (at + 1 >= raw.size()) return 0;
  if (kShortEscape[static_cast<unsigned char>(raw[at + 1])]) return 2;
  if (raw[at + 1] != 'u') return 0;
  const int unit = hex4(raw, at + 2);
  if (unit < 0 || low_surrogate(unit)) return 0;
  if (!high_surrogate(unit)) return 6;
  const bool paired =
      at + 12 <= raw.size() && raw[at + 6] == '\\' && raw[at + 7] == 'u' && low_surrogate(hex4(raw, at + 8));
  return paired ? 12 : 0;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3f));
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }
}

char plain_escape(char letter) noexcept {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

void append_escaped_ascii(std::string& out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c >= 0 && c < 0x20) {
    out += "\\u00";
    out += kHex[c >> 4];
    out += kHex[c & 15];
  } else {
    out += c;
  }
}

}  // namespace

Escapes check_escapes(std::string_view raw) noexcept {
  std::size_t at = next_backslash(raw, 0);
  if (at == raw.size()) return Escapes::none;
  while (at < raw.size()) {
    if (at + 1 < raw.size() && kShortEscape[static_cast<unsigned char>(raw[at + 1])]) {
      at = next_backslash(raw, at + 2);
      continue;
    }
    const std::size_t length = escape_length(raw, at);
    if (length == 0) return Escapes::bad;
    at = next_backslash(raw, at + length);
  }
  return Escapes::good;
}

std::string unescape(std::string_view raw) {
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t stop = next_backslash(raw, at);
    out.append(raw.substr(at, stop - at));
    if (stop == raw.size()) break;
    const std::size_t length = escape_length(raw, stop);
    if (length == 2) {
      out += plain_escape(raw[stop + 1]);
    } else if (length == 6) {
      append_utf8(out, static_cast<std::uint32_t>(hex4(raw, stop + 2)));
    } else if (length == 12) {
      const auto high = static_cast<std::uint32_t>(hex4(raw, stop + 2)),
                 low = static_cast<std::uint32_t>(hex4(raw, stop + 8));
      append_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
    }
    at = stop + (length == 0 ? 1 : length);
  }
  return out;
}

bool valid_utf8(std::string_view bytes) noexcept { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) append_escaped_ascii(out, c);
  out += '"';
}

void append_quoted_bytes(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80)
      append_escaped_ascii(out, c);
    else
      append_utf8(out, static_cast<unsigned char>(c));
  }
  out += '"';
}

bool check_number(std::string_view text, bool& integer) noexcept {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  integer = at == text.size();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace streamguard::store
