/// SHA-256 (FIPS 180-4), as sample_id and hashes need it. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace example {

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace example
