/// weakness_words.hpp: the CWE that a text names in words, as a last resort where its advisory gives none. Pure.
///
/// Whole words only, so that "rce" in "source" is nothing. Only phrases that hardly ever mean something else are here;
/// a text that fits two different weaknesses gives none. What comes of it is marked: extra.cwe_from is "text".
#pragma once

#include <optional>
#include <string_view>

namespace streamguard::fix {

/// "CWE-89", in static storage.
std::optional<std::string_view> weakness_of_text(std::string_view text);

}  // namespace streamguard::fix
