/// essence.hpp: a source's words without comments and layout. Pure; the tree and the source outlive the call.
#pragma once

#include <tree_sitter/api.h>

#include <string>
#include <string_view>

#include "functions/grammar.hpp"

namespace streamguard::functions {

/// The leaves of the tree with one space between; literals as they stand. Where a line's end may end a statement, each
/// statement has a line, in Python behind a tab for each level of its block. What lies before `from` is left out.
std::string essence_of(const Grammar& grammar, TSNode root, std::string_view source, std::size_t from);

/// Without a tree: runs of white space are one space.
std::string squeezed(std::string_view text);

}  // namespace streamguard::functions
