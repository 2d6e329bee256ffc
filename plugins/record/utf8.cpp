#include "record/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "record/record.hpp"

namespace streamguard::record {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

/// Length of the ASCII prefix, rounded down to whole words until the first word that holds something else.
std::size_t ascii_words(std::string_view bytes) {
  std::size_t at = 0;
  for (; bytes.size() - at >= 32; at += 32) {
    std::uint64_t words[4];
    std::memcpy(words, bytes.data() + at, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & kHighBits) != 0) break;
  }
  return at;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

/// The code points of Windows-1252's bytes 0x80 to 0x9F; the five that it leaves open are the C1 controls.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void append_code_point(std::uint32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

}  // namespace

Utf8Step utf8_step(std::string_view rest) {
  const std::uint8_t lead = byte_at(rest, 0);
  if (lead < 0x80) return {1, true};
  // The second byte's range depends on the first: no overlong forms, no surrogates, nothing above U+10FFFF.
  std::size_t length;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i == rest.size()) return {i, false};
    const std::uint8_t next = byte_at(rest, i);
    if (next < low || next > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

bool valid_utf8(std::string_view bytes) {
  while (true) {
    bytes.remove_prefix(ascii_words(bytes));
    if (bytes.empty()) return true;
    // Decode at least one word's worth before trying the fast path again.
    for (std::size_t done = 0; done < 32 && !bytes.empty();) {
      const Utf8Step step = utf8_step(bytes);
      if (!step.valid) return false;
      bytes.remove_prefix(step.length);
      done += step.length;
    }
  }
}

std::string_view repaired_utf8(std::string_view bytes, std::string& storage) {
  if (valid_utf8(bytes)) return bytes;
  storage.clear();
  storage.reserve(bytes.size() + 16);
  while (!bytes.empty()) {
    const Utf8Step step = utf8_step(bytes);
    storage += step.valid ? bytes.substr(0, step.length) : kReplacementCharacter;
    bytes.remove_prefix(step.length);
  }
  return storage;
}

std::string_view utf8(std::string_view bytes, std::string& storage) {
  if (valid_utf8(bytes)) return bytes;
  storage.clear();
  storage.reserve(bytes.size() + bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t byte = byte_at(bytes, i);
    append_code_point(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80u] : byte, storage);
  }
  return storage;
}

}  // namespace streamguard::record
