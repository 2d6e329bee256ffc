/// normalise.hpp: source code without white space and comments, for telling copies apart from rewrites. It reads
/// tokens, not grammar: strings of each language family are respected, and a string that a line end should have closed
/// is closed there, so that a misread quote spoils one line at most. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace streamguard::record {

/// Appends `code` to `out` without the comments and white space of `language` ("c", "Python", …; any case). Text inside
/// strings stays as it is. Of a language that is not known only white space is removed.
void normalise(std::string_view code, std::string_view language, std::string& out);

}  // namespace streamguard::record
