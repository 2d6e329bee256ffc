/// utf8.hpp: what collectors need to know of text encodings. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::record {

/// One step of a decoder: `length` bytes form one code point, or, when not `valid`, the longest prefix of one that is
/// worth a single U+FFFD (as the Unicode standard recommends and browsers do).
struct Utf8Step {
  std::size_t length;
  bool valid;
};
Utf8Step utf8_step(std::string_view rest);  ///< `rest` must not be empty

bool valid_utf8(std::string_view bytes);

/// `bytes` where they are valid, else a copy in `storage` with U+FFFD for each invalid sequence.
std::string_view repaired_utf8(std::string_view bytes, std::string& storage);

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

}  // namespace streamguard::record
