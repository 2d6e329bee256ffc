/// text.hpp: foreign text made safe for people's screens.
#pragma once

#include <cstdint>

#include <string>
#include <string_view>

namespace streamguard {

/// One line without anything that steers a terminal: invalid UTF-8 becomes U+FFFD; C0 and C1 controls, DEL, the
/// bidirectional controls, line separators and what is not seen at all become a visible \xNN or \u{NNNN}; tabs become a
/// space. At most `most` bytes, then "…".
std::string plain(std::string_view text, std::size_t most);

/// "1,234,567"
std::string grouped(std::uint64_t number);
/// "512 B", "1.5 KB", "45.23 MB": powers of 1000, as disks are sold and the reports have always shown them.
std::string bytes_text(std::uint64_t bytes);
/// "850ms", "12.3s", "4m 05s", "2h 03m"
std::string duration_text(double seconds);

}  // namespace streamguard
