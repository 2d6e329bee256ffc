#include <algorithm>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include "core/file_url.hpp"
#include "manifest/bounds.hpp"
#include "manifest/config.hpp"
#include "manifest/reading.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

namespace {

/// A collector of the manifest before it is known whether the run wants it.
struct Draft {
  Collector collector;
  const Node* block = nullptr;
  Place place;  ///< of its name
};

class Collectors {
 public:
  explicit Collectors(Reading& reading) : reading_(reading), fields_(reading.faults) {}

  void read(const Node& block) {
    for (const Entry& entry : block.entries) draft(entry);
    choose();
    name_folders();
    set_targets();
    for (Draft& draft : drafts_) {
      if (!wanted(draft)) continue;
      complete(draft);
      draft.collector.line = line_of(draft.place);
      reading_.plan.collectors.push_back(std::move(draft.collector));
    }
  }

 private:
  void error(const Place& place, std::string message, std::string hint) {
    reading_.faults.error(place, std::move(message), std::move(hint));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const Draft& draft : drafts_) out.push_back(draft.collector.name);
    return out;
  }

  /// 0 for a place in another file than the run's own manifest.
  std::uint32_t line_of(const Place& place) const {
    if (!place.file) return 0;
    const fs::path file = (reading_.surroundings.working_folder / *place.file).lexically_normal();
    return file == reading_.plan.manifest.lexically_normal() ? static_cast<std::uint32_t>(place.line) : 0;
  }

  void draft(const Entry& entry) {
    const std::string what = "collectors." + entry.key;
    if (!is_plain_name(entry.key)) {
      return error(entry.place, "a collector cannot be called " + shown(entry.key),
                   "small letters, digits, '_' and '-', beginning with a letter, at most 64");
    }
    Draft draft;
    draft.place = entry.place;
    draft.block = &entry.value;
    Collector& collector = draft.collector;
    collector.name = entry.key;
    const Node& block = entry.value;
    if (fields_.map(&block, what, Block::collector)) {
      collector.plugin.id = fields_.text(block.find("plugin"), what + ".plugin").value_or(entry.key);
      const Node* target = block.find("target");
      if (target != nullptr && !(target->is_scalar() && target->text == "all")) {
        collector.target = fields_.integer(target, what + ".target", 0, bounds::kTarget).value_or(0);
      }
      collector.shards = static_cast<std::uint32_t>(
          fields_.integer(block.find("shards"), what + ".shards", 1, bounds::kShards).value_or(collector.shards));
      limits(block.find("limits"), what + ".limits", collector.limits);
      restart(block.find("restart"), what + ".restart", collector.restart);
    } else {
      draft.block = nullptr;
    }
    drafts_.push_back(std::move(draft));
  }

  void limits(const Node* block, const std::string& what, WorkerLimits& into) {
    if (!fields_.map(block, what, Block::limits)) return;
    into.memory = fields_.bytes(block->find("memory"), what + ".memory", bounds::kMemoryLeast, bounds::kMemoryMost)
                      .value_or(into.memory);
    into.scratch = fields_.bytes(block->find("scratch"), what + ".scratch", bounds::kDiskLeast, bounds::kDiskMost)
                       .value_or(into.scratch);
    into.lease = fields_.duration(block->find("lease"), what + ".lease", 1000, bounds::kDayMs).value_or(into.lease);
    into.cpu = fields_.duration(block->find("cpu"), what + ".cpu", 1000, bounds::kCpuMs).value_or(into.cpu);
  }

  void restart(const Node* block, const std::string& what, Restart& into) {
    if (!fields_.map(block, what, Block::restart)) return;
    into.max = static_cast<std::uint32_t>(
        fields_.integer(block->find("max"), what + ".max", 0, bounds::kRestarts).value_or(into.max));
    into.within = fields_.duration(block->find("within"), what + ".within", 1000, bounds::kDayMs).value_or(into.within);
  }

  /// Which collectors the run wants, and their plugins. What a run leaves out may well not be installed.
  void choose() {
    const std::vector<std::string>& asked = reading_.overrides.collectors;
    const std::vector<std::string> known = names();
    all_ = asked.empty() || std::find(asked.begin(), asked.end(), "all") != asked.end();
    for (const std::string& name : asked) {
      if (name == "all" || std::find(known.begin(), known.end(), name) != known.end()) continue;
      error({}, "--collectors: the manifest has no collector " + shown(name), choice_hint(name, known, "it has"));
    }
    for (Draft& draft : drafts_) {
      if (draft.block == nullptr) continue;
      Collector& collector = draft.collector;
      if (wanted(draft)) {
        const Node* named = draft.block->find("plugin");
        const PluginInfo* plugin =
            installed_plugin(collector.plugin.id, true, named ? named->place : draft.place, reading_);
        if (plugin != nullptr) collector.plugin = *plugin;
      } else {
        for (const PluginInfo& plugin : reading_.plugins) {
          if (plugin.id == collector.plugin.id && plugin.collector) collector.plugin = plugin;
        }
      }
    }
  }

  bool wanted(const Draft& draft) const {
    const std::vector<std::string>& asked = reading_.overrides.collectors;
    return all_ || std::find(asked.begin(), asked.end(), draft.collector.name) != asked.end();
  }

  /// The plugin's own folder goes to the collector that is called like the plugin, else to its first. The names of all
  /// collectors count, not only of those wanted, so that a folder never depends on --collectors.
  void name_folders() {
    for (Draft& draft : drafts_) {
      Collector& collector = draft.collector;
      const auto rival = std::find_if(drafts_.begin(), drafts_.end(), [&](const Draft& other) {
        return other.collector.plugin.id == collector.plugin.id && (other.collector.name == collector.plugin.id);
      });
      const auto first = std::find_if(drafts_.begin(), drafts_.end(), [&](const Draft& other) {
        return other.collector.plugin.id == collector.plugin.id;
      });
      const bool owner = &draft == &*(rival != drafts_.end() ? rival : first);
      collector.folder = owner && !collector.plugin.folder.empty() ? collector.plugin.folder : collector.name;
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (drafts_[i].collector.folder != drafts_[j].collector.folder) continue;
        error(drafts_[i].place,
              "the collectors '" + drafts_[j].collector.name + "' and '" + drafts_[i].collector.name +
                  "' would both write to the folder " + shown(drafts_[i].collector.folder),
              "rename one of them");
      }
    }
  }

  void set_targets() {
    for (const auto& [name, target] : reading_.overrides.targets) {
      const auto found = std::find_if(drafts_.begin(), drafts_.end(), [&, &wanted_name = name](const Draft& draft) {
        return draft.collector.name == wanted_name;
      });
      const std::string flag = "--" + name + "-samples: ";
      if (found == drafts_.end()) {
        error({}, flag + "the manifest has no collector " + shown(name), choice_hint(name, names(), "it has"));
      } else if (target > bounds::kTarget) {
        error({}, flag + std::to_string(target) + " is out of range", "at most " + std::to_string(bounds::kTarget));
      } else {
        found->collector.target = target;
      }
    }
    if (!reading_.overrides.quick_test) return;
    for (Draft& draft : drafts_) {
      std::uint64_t& target = draft.collector.target;
      target = target == 0 ? bounds::kQuickTest : std::min(target, bounds::kQuickTest);
    }
  }

  void complete(Draft& draft) {
    Collector& collector = draft.collector;
    if (draft.block == nullptr || collector.plugin.library.empty()) return;
    const std::string what = "collectors." + collector.name;
    grant_upstreams(draft, what);
    check_grants(*draft.block, draft.place, what, collector.plugin, reading_);
    const Node* config = draft.block->find("config");
    if (auto text = checked_config(config, draft.place, what + ".config", collector.plugin.config_schema_json,
                                   reading_.faults)) {
      collector.config_json = std::move(*text);
    }
  }

  /// What the plugin needs must be granted and declared. What it only may use is granted where the manifest lists it
  /// (or, without a list, where it is declared), and so is any upstream that is listed for a plugin that reads
  /// repositories.
  void grant_upstreams(Draft& draft, const std::string& what) {
    const PluginInfo& plugin = draft.collector.plugin;
    const Node* list = draft.block->find("upstreams");
    const std::size_t before = reading_.faults.errors();
    const auto listed_ones = read_names(list, what + ".upstreams", reading_.faults);
    const auto holds = [](const auto& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    std::vector<std::string> known;
    for (const auto& [name, upstream] : reading_.plan.upstreams) known.push_back(name);
    std::vector<std::string> given;
    for (const auto& [name, place] : listed_ones) {
      if (!holds(known, name)) {
        error(place, "there is no upstream " + shown(name), choice_hint(name, known, "declared under 'upstreams' are"));
      } else if (!holds(plugin.upstreams, name) && !holds(plugin.optional_upstreams, name) &&
                 !holds(plugin.extensions, "sg.git/1")) {
        reading_.faults.warning(place, "the plugin '" + plugin.id + "' does not ask for the upstream " + shown(name),
                                "remove it: what is not asked for is not granted");
      } else {
        given.push_back(name);
      }
    }
    if (reading_.faults.errors() != before) return;
    for (const std::string& name : plugin.upstreams) {
      if (list != nullptr && !holds(given, name)) {
        error(list->place,
              what + " does not grant the upstream '" + name + "', which the plugin '" + plugin.id + "' asks for",
              "write upstreams: [" + listed(plugin.upstreams) + "]");
      } else if (!holds(known, name)) {
        error(draft.place, "the plugin '" + plugin.id + "' asks for the upstream '" + name + "', which is not declared",
              "add to 'upstreams': " + name + ": {url: https://…}");
      } else if (!holds(given, name)) {
        given.push_back(name);
      }
    }
    if (list == nullptr) {
      std::copy_if(plugin.optional_upstreams.begin(), plugin.optional_upstreams.end(), std::back_inserter(given),
                   [&](const std::string& name) { return holds(known, name) && !holds(given, name); });
    }
    for (const std::string& name : given) check_upstream(reading_.plan.upstreams.at(name), draft);
    draft.collector.upstreams = std::move(given);
  }

  /// Only of an upstream that the run will use: its folder must be there, and its secret where it is not optional.
  void check_upstream(const Upstream& upstream, const Draft& draft) {
    const auto url = reading_.urls.find(upstream.name);
    const Place& place = url == reading_.urls.end() ? draft.place : url->second;
    if (upstream.url.starts_with(kFileScheme)) {
      const fs::path folder = folder_of_file_url(upstream.url);
      std::error_code ignored;
      if (!fs::is_directory(folder, ignored)) {
        error(place, "upstreams." + upstream.name + ".url: there is no folder " + shown(folder.generic_string()),
              "bring the mirror there, or give its place");
      }
    }
    if (!upstream.auth) return;
    const auto secret = reading_.secrets.find(upstream.auth->secret);
    if (secret == reading_.secrets.end() || secret->second.optional || secret->second.env.empty()) return;
    if (reading_.plan.secrets.contains(secret->first)) return;
    error(secret->second.place,
          "the secret '" + secret->first + "' has no value, and the upstream '" + upstream.name + "' needs it",
          "set " + secret->second.env + " in the environment or in .env, or mark it optional: true");
  }

  Reading& reading_;
  Fields fields_;
  std::vector<Draft> drafts_;
  bool all_ = true;
};

}  // namespace

void read_collectors(const Node& root, Reading& reading) {
  const Node* block = root.find("collectors");
  if (block != nullptr && block->is_map() && !block->entries.empty()) return Collectors(reading).read(*block);
  if (block != nullptr && !Fields(reading.faults).any_map(block, "collectors")) return;
  reading.faults.error(block ? block->place : root.place, "the manifest names no collectors",
                       "add them under 'collectors', or extend a manifest that has some: extends: [full]");
}

}  // namespace streamguard::manifest
