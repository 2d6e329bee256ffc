/// world.hpp: a folder of its own with plugins, an installed manifest and an environment, in which manifests are
/// loaded.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"

namespace streamguard::manifest::test {

class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::filesystem::path folder, plugins, manifests, data;
  std::filesystem::path credentials;  ///< empty: there are none
  std::map<std::string, std::string> environment;
  Overrides overrides;

  void write(const std::filesystem::path& relative, std::string_view text) const;
  /// A sidecar with an (empty) library beside it.
  void add_plugin(const std::string& id, std::string_view json) const;
  Surroundings surroundings() const;
  Loaded load(const std::string& name_or_path) const { return manifest::load(name_or_path, overrides, surroundings()); }
  /// Writes run.yaml and loads it.
  Loaded load_text(std::string_view yaml) const;
};

/// All faults, one a paragraph, as people read them.
std::string told(const Loaded& loaded);
std::string told(const std::vector<Fault>& faults);

}  // namespace streamguard::manifest::test
