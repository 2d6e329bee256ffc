#include "markup.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace streamguard::html_report {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr char32_t kReplacement = 0xFFFD;

struct Character {
  char32_t code = kReplacement;
  std::size_t bytes = 1;
};

/// Reads one character; whatever is no UTF-8 counts as one byte of U+FFFD.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  if ((code & 0xFFFEU) == 0xFFFE) return {kReplacement, bytes};  // No characters, by Unicode's own word.
  return {code, bytes};
}

void append(std::string& out, char32_t code) {
  const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

/// Characters that draw nothing of their own: they turn directions, join, or hide.
bool acts_in_secret(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  constexpr Range kRanges[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},    {0x180E, 0x180E},
                               {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                               {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
  return std::any_of(std::begin(kRanges), std::end(kRanges),
                     [&](Range range) { return code >= range.first && code <= range.last; });
}

void append_number(std::string& out, char32_t code) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  out += "⟨U+";
  for (int shift = code > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) out += kDigits[code >> shift & 0xF];
  out += "⟩";
}

void append_visible(std::string& out, char32_t code) {
  if (code < 0x20) {
    append(out, 0x2400 + code);
  } else if (code == 0x7F) {
    append(out, 0x2421);
  } else if (acts_in_secret(code)) {
    append_number(out, code);
  } else {
    append(out, code);
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '`':
        out += "&#96;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string visible(std::string_view text, std::size_t most, LineBreaks breaks) {
  std::string out;
  out.reserve(std::min(text.size(), most));
  while (!text.empty()) {
    const Character character = first_of(text);
    std::string shown;
    const bool breaks_line = character.code == '\n' || character.code == '\t' || character.code == '\r';
    if (breaks == LineBreaks::kKept && text.substr(0, 2) == "\r\n") {
      // The LF that follows says it.
    } else if (breaks_line && breaks == LineBreaks::kSpaces) {
      shown = " ";
    } else if (breaks_line && character.code != '\r') {
      append(shown, character.code);
    } else {
      append_visible(shown, character.code);
    }
    if (out.size() + shown.size() > most) return out + std::string(kEllipsis);
    out += shown;
    text.remove_prefix(character.bytes);
  }
  return out;
}

Markup& Markup::raw(Literal markup) {
  html_ += markup.text();
  return *this;
}

Markup& Markup::text(std::string_view text, std::size_t most) {
  html_ += escaped(visible(text, most));
  return *this;
}

Markup& Markup::attribute(Literal name, std::string_view value) {
  html_ += ' ';
  html_ += name.text();
  html_ += "=\"";
  html_ += escaped(visible(value, kAttributeMost));
  html_ += '"';
  return *this;
}

Markup& Markup::add(const Markup& markup) {
  html_ += markup.html_;
  return *this;
}

std::string data_block(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace streamguard::html_report
