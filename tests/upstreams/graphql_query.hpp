/// graphql_query.hpp: a request held against the schema: what is asked, with fragments spread, directives obeyed,
/// variables put in, and what it costs by GitHub's published arithmetic. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graphql_document.hpp"
#include "graphql_schema.hpp"

namespace streamguard::upstreams {

struct AskedField {
  const FieldType* type = nullptr;  ///< null: __typename
  std::string owner;                ///< the type that it is a field of
  std::string alias;
  std::map<std::string, Value> arguments;  ///< those with a value; no variables left
  std::vector<AskedField> fields;

  const Value* argument(const std::string& name) const;
  std::string text(const std::string& name) const;
};

struct Query {
  std::vector<AskedField> fields;
  std::uint64_t requests = 0;  ///< of connections
  std::uint64_t nodes = 0;     ///< at most
  std::uint64_t cost() const { return std::max<std::uint64_t>((requests + 50) / 100, 1); }
};

struct GraphqlErrors : std::runtime_error {
  explicit GraphqlErrors(std::vector<GraphqlError> all)
      : std::runtime_error(all.front().what()), errors(std::move(all)) {}
  std::vector<GraphqlError> errors;
};

/// Throws GraphqlErrors for what the upstream would refuse. `operation` may be empty where there is only one.
Query make_query(const Document& document, const std::string& operation, const std::map<std::string, Value>& variables);

}  // namespace streamguard::upstreams
