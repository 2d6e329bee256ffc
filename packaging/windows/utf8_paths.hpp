/// utf8_paths.hpp: included before everything in C++ sources for Windows. libstdc++ there makes UTF-8 of a path, but
/// takes bytes for a path by the C library's locale, which knows no UTF-8: every path from a text that is not ASCII
/// would name another file. This takes the place of the one function that decides it. Text is UTF-8 here, always; a
/// byte that is not becomes U+FFFD.
#pragma once

#include <filesystem>
#include <string>

namespace streamguard::windows {

inline std::wstring utf16_of(const char* at, const char* end) {
  std::wstring out;
  out.reserve(static_cast<std::size_t>(end - at));
  while (at != end) {
    const auto lead = static_cast<unsigned char>(*at++);
    const int more = lead < 0x80                   ? 0
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xF0 && lead < 0xF5 ? 3
                                                   : -1;
    char32_t code = more < 0 ? 0xFFFD : more == 0 ? lead : lead & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
      if (at == end || (static_cast<unsigned char>(*at) & 0xC0U) != 0x80U) {
        code = 0xFFFD;
        break;
      }
      code = (code << 6U) | (static_cast<unsigned char>(*at++) & 0x3FU);
    }
    if (code >= 0x10000 && code < 0x110000) {
      out += static_cast<wchar_t>(0xD7C0U + (code >> 10U));
      out += static_cast<wchar_t>(0xDC00U + (code & 0x3FFU));
    } else {
      out += static_cast<wchar_t>(code < 0x10000 ? code : 0xFFFD);
    }
  }
  return out;
}

}  // namespace streamguard::windows

template <>
inline auto std::filesystem::path::_S_convert<char>(const char* first, const char* last) {
  return streamguard::windows::utf16_of(first, last);
}
