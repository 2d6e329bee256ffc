/// words.hpp: what several verbs say in the same way: errors, hints, columns, and whether their output arrived.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace streamguard::cli {

/// Prints it as this program's and gives the exit code: kUsage where the user can mend it by other words, else
/// kInternal.
int fail(const Error& error);
/// As fail(), for a wrong word of the command line.
int usage(const std::string& message);

/// "did you mean 'run'?", or else "there are: a, b, c".
std::string hint(std::string_view word, const std::vector<std::string>& known);

/// `text` and spaces up to `width` columns, at least one; letters are counted, not bytes.
std::string padded(std::string text, std::size_t width);

/// `code`, or kInternal with a word where what was printed could not be written. A reader that has gone is no error.
int delivered(int code);

}  // namespace streamguard::cli
