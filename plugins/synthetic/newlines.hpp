/// newlines.hpp: how many lines end in a text. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace streamguard::synthetic {

/// In blocks of a fixed length and with a small counter, which is what compilers turn into SIMD instructions.
inline std::size_t newlines_in(std::string_view text) noexcept {
  constexpr std::size_t kBlock = 64;
  std::size_t count = 0;
  while (text.size() >= kBlock) {
    unsigned char in_block = 0;
    for (std::size_t i = 0; i < kBlock; ++i) in_block = static_cast<unsigned char>(in_block + (text[i] == '\n'));
    count += in_block;
    text.remove_prefix(kBlock);
  }
  for (const char c : text) count += c == '\n';
  return count;
}

}  // namespace streamguard::synthetic
