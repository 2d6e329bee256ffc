/// policy.hpp: the content security policy of a page that runs its own two scripts and its own style and asks for
/// nothing. It is written into the page, so it names them by what they hold. Pure; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace streamguard::html_report {

/// 'sha256-…' of the text between an element's tags, as browsers compute it.
std::string source_hash(std::string_view text);

/// Nothing is allowed but these; images may lie in the page itself.
std::string content_policy(std::initializer_list<std::string_view> scripts, std::string_view style);

}  // namespace streamguard::html_report
