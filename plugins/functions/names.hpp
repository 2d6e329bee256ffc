/// names.hpp: what functions and scopes are called in each language. Pure; texts are of the source.
#pragma once

#include <tree_sitter/api.h>

#include <string>
#include <string_view>

#include "functions/grammar.hpp"

namespace streamguard::functions {

struct Name {
  std::string qualified;    ///< as its declaration says it: "A::f", "(*T).Method"; empty: it has none
  std::string last;         ///< "f"
  std::string_view joiner;  ///< between its scope and it; empty = the language's separator
};

/// Of a node with Role::function. Nothing (an empty name) also where the node is none after all, as C++'s class behind
/// a macro, which the grammar takes for a function. `in_class`: declared in a C++ class's braces.
Name function_name(const Grammar& grammar, TSNode function, bool in_class, std::string_view source);

/// Where the body of a function begins; null where it is only declared.
TSNode function_body(const Grammar& grammar, TSNode function);

/// What a holder calls the function or object in it.
Name holder_name(TSNode holder, std::string_view source);

/// "" for scopes without a name.
std::string scope_name(const Grammar& grammar, TSNode scope, std::string_view source);

/// `PHP_METHOD(Class, name)`, `SYSCALL_DEFINE2(name, int, fd)`: from the text before a body.
Name macro_name(std::string_view header);

}  // namespace streamguard::functions
