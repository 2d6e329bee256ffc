/// variables.hpp: ${NAME} and ${NAME:-default} in the texts of a manifest; $$ is a dollar. Secrets have no place there.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "manifest/faults.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

using Lookup = std::function<std::optional<std::string>(const std::string&)>;

/// Replaces them in every value below `root`, except in the block `secrets`. Keys are left alone; one that holds a
/// variable is a fault, as is a variable that is one of `secret_names`.
void expand_variables(Node& root, const Lookup& lookup, const std::set<std::string>& secret_names, Faults& faults);

/// Tells every value below `root` that is itself a secret.
void find_literal_secrets(const Node& root, Faults& faults);

}  // namespace streamguard::manifest
