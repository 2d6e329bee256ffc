#include <algorithm>
#include <memory>
#include <system_error>

#include "manifest/bounds.hpp"
#include "manifest/manifest.hpp"
#include "manifest/sidecar.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> sidecars_in(const fs::path& folder, Faults& faults) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().extension() == ".json") paths.push_back(at->path());
  }
  std::sort(paths.begin(), paths.end());
  if (paths.size() > bounds::kPlugins) {
    faults.warning({std::make_shared<const std::string>(folder.generic_string()), 0, 0},
                   "more than " + std::to_string(bounds::kPlugins) + " plugins lie here; the rest is not read",
                   "move some to another folder");
    paths.resize(bounds::kPlugins);
  }
  return paths;
}

void read_plugin(const fs::path& path, std::vector<PluginInfo>& plugins, Faults& faults) {
  const Place whole{std::make_shared<const std::string>(path.generic_string()), 0, 0};
  fs::path library = path;
  library.replace_extension(os::library_ending());
  std::error_code ignored;
  if (!fs::is_regular_file(library, ignored)) {
    return faults.error(whole,
                        "the library " + shown(library.filename().string()) + " does not lie beside this manifest",
                        "install both, or remove the manifest");
  }
  Result<std::string> text = os::read_file(path, limits::kPluginManifestBytes);
  if (!text.ok()) return faults.error(whole, "cannot be read: " + text.error().message, "");
  std::optional<PluginInfo> info = parse_sidecar(*text, path, library, faults);
  const bool is_new =
      info && std::none_of(plugins.begin(), plugins.end(), [&](const auto& p) { return p.id == info->id; });
  if (is_new) plugins.push_back(std::move(*info));
}

}  // namespace

std::vector<PluginInfo> find_plugins(const std::vector<fs::path>& folders, std::vector<Fault>& faults) {
  Faults found;
  std::vector<PluginInfo> plugins;
  for (const fs::path& folder : folders) {
    for (const fs::path& path : sidecars_in(folder, found)) read_plugin(path, plugins, found);
  }
  const std::vector<Fault> sorted = found.sorted();
  faults.insert(faults.end(), sorted.begin(), sorted.end());
  return plugins;
}

}  // namespace streamguard::manifest
