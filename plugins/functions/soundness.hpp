/// soundness.hpp: which of the functions that a grammar saw have an extent that is beyond doubt. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "functions/configurations.hpp"
#include "functions/lines.hpp"
#include "functions/walk.hpp"

namespace streamguard::functions {

/// Of one configuration of a C or C++ source: keeps those whose braces agree with the preprocessor's view, and sets
/// their begin to that of the whole header.
void keep_sound(std::vector<Found>& found, const Configurations& configurations);

/// Of the other languages.
void keep_sound(std::vector<Found>& found, Language language, std::string_view source, const Lines& lines);

/// Those of several configurations together, by begin: each once, and none where configurations contradict each other.
/// Functions directly in another's body, which C knows only as a misreading, are left out.
std::vector<Found> merged(std::vector<Found> found);

}  // namespace streamguard::functions
