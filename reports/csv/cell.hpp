/// cell.hpp: one value as a CSV cell (RFC 4180) that is safe to open in a spreadsheet. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamguard::csv_report {

/// Text that may come from anybody. Line breaks and tabs become spaces; other control characters, and those that are
/// invisible or turn the writing direction, are left out; an ellipsis marks a cut at what spreadsheets can hold. What a
/// spreadsheet would take for a formula gets an apostrophe in front: text that, after spaces, begins with = + - @ or
/// one of their full-width forms.
std::string text_cell(std::string_view text);
std::string text_cell_or_empty(const std::optional<std::string>& text);

/// Numbers are ours and need no protection; they are written with a point whatever the locale. Unknown: an empty cell.
std::string count_cell(const std::optional<std::uint64_t>& count);
std::string number_cell(const std::optional<double>& number, int decimals);

}  // namespace streamguard::csv_report
