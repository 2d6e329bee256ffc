#include <algorithm>

#include "manifest/bounds.hpp"
#include "manifest/reading.hpp"
#include "manifest/sidecar.hpp"
#include "os/paths.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kVersion = 1;
constexpr const char* kDefaultOutput = "data/raw";

fs::path absolute(const std::string& text, const fs::path& below) {
  return (below / os::expand_home(text)).lexically_normal();
}

void read_version(const Node& root, Fields& fields, Faults& faults) {
  const Node* node = root.find("version");
  if (node == nullptr) {
    return faults.error({root.place.file, 1, 1}, "the key 'version' is missing",
                        "begin the manifest with 'version: 1'");
  }
  const std::size_t before = faults.errors();
  const std::optional<std::uint64_t> version = fields.integer(node, "version", 0, bounds::kTarget);
  if (faults.errors() == before && version != kVersion) {
    faults.error(node->place, "version " + shown(node->text) + " of the manifest format is not known here",
                 "this program reads version 1");
  }
}

void read_cache(const Node& root, Fields& fields, Reading& reading) {
  Cache& cache = reading.plan.cache;
  cache.dir = reading.surroundings.cache_folder;
  cache.fresh = bounds::kFresh;
  if (const Node* block = root.find("cache"); fields.map(block, "cache", Block::cache)) {
    cache.enabled = fields.boolean(block->find("enabled"), "cache.enabled").value_or(cache.enabled);
    if (const auto dir = fields.text(block->find("dir"), "cache.dir")) {
      cache.dir = absolute(*dir, reading.surroundings.working_folder);
    }
    cache.max_size = fields.bytes(block->find("max_size"), "cache.max_size", bounds::kDiskLeast, bounds::kDiskMost)
                         .value_or(cache.max_size);
    cache.fresh = fields.duration(block->find("fresh"), "cache.fresh", 0, bounds::kFreshMostMs).value_or(cache.fresh);
  }
  if (reading.overrides.no_cache) cache.enabled = false;
}

}  // namespace

void read_settings(const Node& root, Reading& reading) {
  Fields fields(reading.faults);
  Plan& plan = reading.plan;
  const Overrides& overrides = reading.overrides;
  fields.map(&root, "the manifest", Block::top);
  read_version(root, fields, reading.faults);
  plan.name = fields.text(root.find("name"), "name").value_or(plan.manifest.stem().string());
  const std::string output = fields.text(root.find("output"), "output").value_or(kDefaultOutput);
  plan.output = absolute(overrides.output ? overrides.output->string() : output, reading.surroundings.working_folder);
  if (const auto mode = fields.word(root.find("mode"), "mode", {"parallel", "sequential"})) {
    plan.mode = *mode == 0 ? Mode::parallel : Mode::sequential;
  }
  if (const auto sandbox = fields.word(root.find("sandbox"), "sandbox", {"strict", "best-effort", "off"})) {
    plan.sandbox = *sandbox == 0 ? Sandbox::strict : *sandbox == 1 ? Sandbox::best_effort : Sandbox::off;
  }
  plan.seed = fields.integer(root.find("seed"), "seed", 0, UINT64_MAX).value_or(plan.seed);
  plan.mode = overrides.mode.value_or(plan.mode);
  plan.sandbox = overrides.sandbox.value_or(plan.sandbox);
  plan.seed = overrides.seed.value_or(plan.seed);
  read_cache(root, fields, reading);
}

std::vector<std::pair<std::string, Place>> read_names(const Node* list, const std::string& what, Faults& faults) {
  std::vector<std::pair<std::string, Place>> out;
  Fields fields(faults);
  if (!fields.list(list, what)) return out;
  for (const Node& item : list->items) {
    const std::optional<std::string> name = fields.text(&item, "an entry of " + what);
    if (!name) continue;
    const bool again = std::any_of(out.begin(), out.end(), [&](const auto& known) { return known.first == *name; });
    if (again) {
      faults.error(item.place, shown(*name) + " is in " + what + " a second time", "list it once");
    } else {
      out.emplace_back(*name, item.place);
    }
  }
  return out;
}

void find_installed(const Node& root, Reading& reading) {
  Fields fields(reading.faults);
  std::vector<fs::path> folders;
  if (const Node* block = root.find("plugins"); fields.map(block, "plugins", Block::plugins)) {
    for (const auto& [text, place] : read_names(block->find("path"), "plugins.path", reading.faults)) {
      const fs::path beside =
          reading.surroundings.working_folder / fs::path(place.file ? *place.file : "").parent_path();
      folders.push_back(absolute(text, beside));
    }
  }
  for (const fs::path& folder : reading.surroundings.plugin_folders) {
    if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
  }
  std::vector<Fault> faults;
  reading.plugins = find_plugins(folders, faults);
  // A broken plugin that this run does not name is no reason not to run; one that it names is then not found.
  for (const Fault& fault : faults) {
    reading.refused_plugins.push_back(fs::path(fault.file).stem().string());
    reading.faults.warning({std::make_shared<const std::string>(fault.file), fault.line, fault.column},
                           "this plugin is left out: " + fault.message, fault.hint);
  }
}

const PluginInfo* installed_plugin(const std::string& id, bool collector, const Place& place, const Reading& reading,
                                   const std::string& flag) {
  std::vector<std::string> fitting;
  for (const PluginInfo& plugin : reading.plugins) {
    const bool fits = collector ? plugin.collector : plugin.reporter;
    if (plugin.id == id && fits) return &plugin;
    if (fits) fitting.push_back(plugin.id);
    if (plugin.id == id) {
      reading.faults.error(place,
                           flag + "the plugin " + shown(id) +
                               (collector ? " writes reports, it collects nothing" : " collects, it writes no reports"),
                           collector ? "name it under 'reports'" : "name it under 'collectors'");
      return nullptr;
    }
  }
  std::sort(fitting.begin(), fitting.end());
  const auto& refused = reading.refused_plugins;
  const bool broken = std::find(refused.begin(), refused.end(), id) != refused.end();
  reading.faults.error(place, flag + "there is no " + (collector ? "plugin " : "report format ") + shown(id),
                       broken ? "it was left out because its own manifest is at fault: see the warning"
                              : choice_hint(id, fitting, "installed are"));
  return nullptr;
}

void check_grants(const Node& block, const Place& owner, const std::string& what, const PluginInfo& plugin,
                  const Reading& reading) {
  const auto check = [&](const std::string& key, const std::vector<std::string>& asked, const std::string& to_do) {
    const auto granted = read_names(block.find(key), what + "." + key, reading.faults);
    for (const auto& [name, place] : granted) {
      if (std::find(asked.begin(), asked.end(), name) != asked.end()) continue;
      reading.faults.warning(place, "the plugin '" + plugin.id + "' does not ask to " + to_do + " " + shown(name),
                             "remove it");
    }
    const bool all = std::all_of(asked.begin(), asked.end(), [&](const std::string& name) {
      return std::any_of(granted.begin(), granted.end(), [&](const auto& grant) { return grant.first == name; });
    });
    if (all) return;
    const Node* list = block.find(key);
    reading.faults.error(
        list == nullptr ? owner : list->place,
        "the plugin '" + plugin.id + "' asks to " + to_do + " " + listed(asked) + ", which " + what + " does not grant",
        "if you trust it, write " + key + ": [" + listed(asked) + "]");
  };
  check("programs", plugin.programs, "start");
  check("read", plugin.read, "read");
}

}  // namespace streamguard::manifest
