#include "record/json_writer.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "record/utf8.hpp"

namespace streamguard::record {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

/// High bit set in each byte of `word` that cannot be copied as it is: control characters, quote, backslash, non-ASCII.
/// Borrows may mark bytes above the first hit wrongly, so only the lowest mark counts.
std::uint64_t specials(std::uint64_t word) {
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t backslash = word ^ (kOnes * '\\');
  return ((word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes) | word) & kHighBits;
}

/// The letter behind the backslash, where JSON has a short form. A table, for a switch is mispredicted in real code.
constexpr std::array<char, 256> make_short_escapes() {
  std::array<char, 256> letters{};
  letters['"'] = '"';
  letters['\\'] = '\\';
  letters['\n'] = 'n';
  letters['\t'] = 't';
  letters['\r'] = 'r';
  letters['\b'] = 'b';
  letters['\f'] = 'f';
  return letters;
}
constexpr std::array<char, 256> kShortEscapes = make_short_escapes();

}  // namespace

void JsonWriter::flush() {
  out_.append(buffer_.data(), used_);
  used_ = 0;
}

void JsonWriter::raw(std::string_view json) {
  room(json.size());
  if (json.size() > kBuffer) {
    out_.append(json);
    return;
  }
  if (!json.empty()) std::memcpy(buffer_.data() + used_, json.data(), json.size());
  used_ += json.size();
}

void JsonWriter::escape(unsigned char byte) {
  char* to = buffer_.data() + used_;
  to[0] = '\\';
  to[1] = kShortEscapes[byte];
  if (to[1] != 0) {
    used_ += 2;
    return;
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::memcpy(to + 1, "u00", 3);
  to[4] = kDigits[byte >> 4];
  to[5] = kDigits[byte & 15];
  used_ += 6;
}

void JsonWriter::string(std::string_view text) {
  raw("\"");
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from != end) {
    room(kLongestStep);
    if (end - from >= 8) {
      std::uint64_t word;
      std::memcpy(&word, from, 8);
      // All eight are copied; only those before the first special one are kept.
      std::memcpy(buffer_.data() + used_, &word, 8);
      const std::uint64_t marks = specials(word);
      const std::size_t plain = std::endian::native == std::endian::little
                                    ? (marks == 0 ? 8 : static_cast<std::size_t>(std::countr_zero(marks)) / 8)
                                    : (marks == 0 ? 8 : 0);
      used_ += plain;
      from += plain;
      if (plain == 8) continue;
    }
    const auto byte = static_cast<unsigned char>(*from);
    if (byte >= 0x80) {
      const Utf8Step step = utf8_step({from, static_cast<std::size_t>(end - from)});
      raw(step.valid ? std::string_view(from, step.length) : kReplacementCharacter);
      from += step.length;
      continue;
    }
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      escape(byte);
    } else {
      buffer_[used_++] = *from;
    }
    ++from;
  }
  raw("\"");
}

void JsonWriter::string(const std::optional<std::string_view>& text) {
  if (text) {
    string(*text);
  } else {
    raw("null");
  }
}

void JsonWriter::integer(std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  raw({digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::unsigned_integer(std::uint64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  raw({digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::tenths(double value) {
  const std::int64_t whole = std::llround(value * 10.0);
  if (whole < 0) raw("-");
  const std::int64_t size = whole < 0 ? -whole : whole;
  integer(size / 10);
  raw(".");
  integer(size % 10);
}

}  // namespace streamguard::record
