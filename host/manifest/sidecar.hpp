/// sidecar.hpp: <id>.json beside <id>.so: what a plugin is and asks for, without running a line of it. The rules are
/// those of sdk/plugin.schema.json, and strict: a sidecar may come from anybody.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan.hpp"
#include "manifest/faults.hpp"

namespace streamguard::manifest {

/// The plugin that `text` describes; `library` is the file beside it.
std::optional<PluginInfo> parse_sidecar(std::string_view text, const std::filesystem::path& path,
                                        const std::filesystem::path& library, Faults& faults);

/// Where the value at a path of keys and indices stands in a JSON text that is known to be valid.
std::size_t json_offset(std::string_view text, const std::vector<std::string>& path);

}  // namespace streamguard::manifest
