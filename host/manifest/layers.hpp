/// layers.hpp: a manifest and what it extends, as one tree. Maps are merged deep, everything else is replaced, null
/// takes an inherited collector, upstream or secret away. An upstream that names a url replaces the inherited one
/// whole: limits and credentials belong to the server they were written for.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "manifest/faults.hpp"
#include "manifest/manifest.hpp"
#include "manifest/node.hpp"

namespace streamguard::manifest {

struct Source {
  std::filesystem::path path;  ///< absolute
  bool installed = false;      ///< found by name in a manifest folder
};

/// The file that `name_or_path` means.
std::optional<Source> find_manifest(const std::string& name_or_path, const Surroundings& surroundings, Faults& faults);

/// The merged tree: below everything the secrets and upstreams of the installed full.yaml, where there is one.
/// Nothing, with faults, where a file cannot be read.
std::optional<Node> read_layers(const Source& source, const Surroundings& surroundings, Faults& faults);

/// How a path is written in messages: relative to the working folder where it lies below it.
std::string displayed(const std::filesystem::path& path, const Surroundings& surroundings);

}  // namespace streamguard::manifest
