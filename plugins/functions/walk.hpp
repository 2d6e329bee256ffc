/// walk.hpp: from a tree to the functions in it. One thread; the tree and the source outlive it.
#pragma once

#include <tree_sitter/api.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "functions/grammar.hpp"

namespace streamguard::functions {

inline constexpr std::size_t kMostScopes = 32;    ///< around a function; those deeper down are not looked at
inline constexpr std::size_t kLongestName = 512;  ///< bytes; what has a longer one is not looked at

/// A function as the grammar sees it: bytes are not yet whole lines.
struct Found {
  std::string symbol, name;
  std::size_t begin = 0, end = 0;
  std::size_t body = 0;      ///< where its body begins
  bool unread = false;       ///< the parser met something in it that it could not read
  bool even = true;          ///< the braces in it, as the parser read them, come in pairs
  bool in_function = false;  ///< directly in another one's body, not by way of a class
  bool indented = false;     ///< of C: does not begin a line
};

/// In the order of their end. Takes time linear in the tree, and memory in its depth, but none of the stack.
std::vector<Found> walk(const Grammar& grammar, TSNode root, std::string_view source);

}  // namespace streamguard::functions
