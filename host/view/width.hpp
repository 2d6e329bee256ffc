/// width.hpp: text on a terminal's columns. All functions take harmless text (plain() of core/text.hpp): valid UTF-8
/// without anything that steers. Pure; a table of our own, so that every system measures alike.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::view {

/// Columns of one character: 0, 1 or 2.
std::size_t columns_of(char32_t point) noexcept;
/// Columns of a text that shown() made.
std::size_t columns_of(std::string_view text) noexcept;

/// Text as every terminal shows it alike: no joiners, variation selectors, skin tones or other invisible characters, on
/// which terminals do not agree; at most two marks on one character. Without `unicode`, '?' for all that is not ASCII.
std::string shown(std::string_view text, bool unicode);

/// shown(), cut to `columns` where it is longer: whole characters, the last of them "…" ("~" without `unicode`).
std::string fitted(std::string_view text, std::size_t columns, bool unicode);

/// shown(), broken into lines of at most `columns` columns, where there are spaces at those. At most `most` lines, the
/// last one cut.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, bool unicode, std::size_t most);

}  // namespace streamguard::view
