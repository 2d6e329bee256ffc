/// graphql_schema.hpp: the part of GitHub's schema that advisories need. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace streamguard::upstreams {

struct ArgumentType {
  std::string_view name, type;  ///< type as the schema writes it: "Int", "[SecurityAdvisoryClassification!]"
};

struct FieldType {
  std::string_view owner;  ///< the type whose field this is
  std::string_view name;
  std::string_view type;    ///< an object type of this table, or a scalar
  bool connection = false;  ///< needs first or last
  std::vector<ArgumentType> arguments = {};
};

const FieldType* field_type(std::string_view owner, std::string_view name);
bool is_object(std::string_view type);
/// The words of an enumeration; empty for other types.
std::vector<std::string_view> words_of(std::string_view type);
/// The fields of an input object; empty for other types.
std::vector<ArgumentType> input_fields(std::string_view type);
/// "Int!" is "Int", and "[T!]" is "T" with `list`.
std::string_view bare(std::string_view type, bool* list = nullptr);

}  // namespace streamguard::upstreams
