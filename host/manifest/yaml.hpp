/// yaml.hpp: text to a Node tree. What is understood of YAML 1.2: one document of maps, lists and scalars, in block or
/// flow style, with anchors and aliases; no tags, no merge keys, no keys that are not text. Aliases are counted before
/// they are written out, so a small file cannot become a large tree.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "manifest/faults.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

/// Nothing, and at least one fault, where the text cannot be read. Duplicate keys are faults, but leave a tree.
std::optional<Node> parse_yaml(std::string_view text, const std::shared_ptr<const std::string>& file, Faults& faults);

}  // namespace streamguard::manifest
