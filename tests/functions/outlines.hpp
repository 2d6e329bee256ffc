/// outlines.hpp: what a test says of the functions of a source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "functions/functions.hpp"

namespace streamguard::functions {

/// "symbol 3-5" of each function, with "nested " before those that lie in another one.
std::vector<std::string> outline(Language language, std::string_view source);

/// The symbols alone.
std::vector<std::string> symbols(Language language, std::string_view source);

/// The text of the only function with this symbol; says so where there is none, or more.
std::string text(Language language, std::string_view source, std::string_view symbol);

/// The last part of the name of the function with this symbol.
std::string name(Language language, std::string_view source, std::string_view symbol);

}  // namespace streamguard::functions
