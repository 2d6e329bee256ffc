/// config.hpp: a plugin's `config` block: YAML to JSON (YAML 1.2 core schema), and its check against the plugin's own
/// JSON Schema, told at the place of the key that offends.
#pragma once

#include <optional>
#include <string>

#include "manifest/faults.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

/// Any tree as JSON text, keys sorted. Nothing where a number cannot be written in JSON or the text is too long.
std::optional<std::string> to_json(const Node& node, const std::string& what, Faults& faults);

/// The block as JSON where it fits the schema. `config` may be null (the key is not there); `owner` is the place told
/// then.
std::optional<std::string> checked_config(const Node* config, const Place& owner, const std::string& what,
                                          const std::string& schema_json, Faults& faults);

/// What makes a schema unfit to be used, or nothing. A hostile schema costs bounded time and memory.
std::optional<std::string> schema_problem(const std::string& schema_json);

}  // namespace streamguard::manifest
