/// json_text.hpp: JSON strings as bytes: checking, reading and writing what stands between two quotes. `raw` is always
/// that inner text, without the quotes. Free functions without state; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::store {

/// What the backslashes of a JSON string came to.
enum class Escapes { none, good, bad };

/// Checks every backslash: known letters, four hex digits after \u, surrogates only in pairs.
Escapes check_escapes(std::string_view raw) noexcept;

/// The text that `raw` stands for, in UTF-8. Its escapes were found good before.
std::string unescape(std::string_view raw);

bool valid_utf8(std::string_view bytes) noexcept;

/// Appends `text` (valid UTF-8) as a JSON string with its quotes. Equal text gives equal bytes.
void append_quoted(std::string& out, std::string_view text);

/// As append_quoted for any bytes: each byte becomes the character of that number (U+0000 to U+00FF), so that encoding
/// the string as ISO 8859-1 gives the bytes back.
void append_quoted_bytes(std::string& out, std::string_view bytes);

/// True for a JSON number, and nothing else. `integer` tells whether it has neither fraction nor exponent.
bool check_number(std::string_view text, bool& integer) noexcept;

}  // namespace streamguard::store
