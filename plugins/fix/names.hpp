/// names.hpp: whether an advisory's text names a function. Pure, any thread.
///
/// The rule. A function's name counts where it stands as a whole word (not as part of a longer identifier), in the same
/// case, and is clearly meant as a name:
///  - its whole symbol stands there ("Parser::get", "Parser.get", "Parser#get"), or
///  - it is marked as code: "name(", "`name`", "function name", "name function" (or method, routine, procedure), or
///  - it is no word of a language: of at least six characters, with an underscore inside, a digit, or a capital after a
///    small letter.
/// Names of fewer than three characters and the generic ones (main, init, get, parse, …) count by their symbol only.
#pragma once

#include <string_view>

namespace streamguard::fix {

bool names_function(std::string_view text, std::string_view name, std::string_view symbol);

/// Names that so many functions have that a text hardly means this one.
bool is_generic_name(std::string_view name);

}  // namespace streamguard::fix
