/// graphql_document.hpp: the text of a GraphQL request, read: operations, fragments, selections, values. Pure. What is
/// not understood throws GraphqlError, which says where.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamguard::upstreams {

struct Place {
  int line = 1, column = 1;
};

/// One entry of the answer's "errors".
struct GraphqlError : std::runtime_error {
  GraphqlError(const std::string& message, Place where, std::string code_word = {}, std::string type_word = {})
      : std::runtime_error(message), place(where), code(std::move(code_word)), type(std::move(type_word)) {}
  Place place;
  std::string code;  ///< extensions.code, as in "undefinedField"
  std::string type;  ///< as in "RATE_LIMITED"
};

struct Argument;

struct Value {
  enum class Kind { null, boolean, integer, real, string, word, list, object, variable };
  Kind kind = Kind::null;
  std::string text;  ///< of scalars, words and variables
  std::vector<Value> items;
  std::vector<Argument> fields;  ///< of objects
  Place place;
};

/// A name and what it is given, in a field's arguments or in an object.
struct Argument {
  std::string name;
  Value value;
};
using Arguments = std::vector<Argument>;

struct Directive {
  std::string name;
  Arguments arguments;
  Place place;
};

struct Selection {
  enum class Kind { field, spread, inline_fragment };
  Kind kind = Kind::field;
  std::string name;   ///< of the field or the fragment
  std::string alias;  ///< what the answer calls the field
  std::string on;     ///< the type that an inline fragment is for; may be empty
  Arguments arguments;
  std::vector<Directive> directives;
  std::vector<Selection> selections;
  Place place;
};

struct VariableDefinition {
  std::string name, type;  ///< type as written, without white space
  std::optional<Value> otherwise;
  Place place;
};

struct Operation {
  std::string kind = "query", name;
  std::vector<VariableDefinition> variables;
  std::vector<Selection> selections;
  Place place;
};

struct Fragment {
  std::string on;
  std::vector<Selection> selections;
};

struct Document {
  std::vector<Operation> operations;
  std::map<std::string, Fragment> fragments;
};

Document parse_graphql(std::string_view text);

}  // namespace streamguard::upstreams
