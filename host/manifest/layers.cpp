#include "manifest/layers.hpp"

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "manifest/bounds.hpp"
#include "manifest/yaml.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"

namespace streamguard::manifest {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFullSet = "full";

bool is_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.find('\\') != std::string::npos || text.ends_with(".yaml") ||
         text.ends_with(".yml");
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::optional<fs::path> installed(const std::string& name, const Surroundings& surroundings) {
  for (const fs::path& folder : surroundings.manifest_folders) {
    for (const char* ending : {".yaml", ".yml"}) {
      if (fs::path path = folder / (name + ending); is_file(path)) return path;
    }
  }
  return std::nullopt;
}

std::vector<std::string> installed_names(const Surroundings& surroundings) {
  std::vector<std::string> names;
  for (const fs::path& folder : surroundings.manifest_folders) {
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
      const fs::path& path = at->path();
      if (path.extension() == ".yaml" || path.extension() == ".yml") names.push_back(path.stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

fs::path identity(const fs::path& path) {
  std::error_code failed;
  fs::path canonical = fs::weakly_canonical(path, failed);
  return failed ? path.lexically_normal() : canonical;
}

/// Blocks whose entries stand for themselves: null takes one away.
bool holds_named(const std::string& block) {
  return block == "collectors" || block == "upstreams" || block == "secrets";
}

/// An upstream that moves takes nothing along but what it stands for: the new place is asked for the same things.
Node moved(Node& base, Node overlay) {
  const auto serves =
      std::find_if(base.entries.begin(), base.entries.end(), [](const Entry& entry) { return entry.key == "serves"; });
  if (serves == base.entries.end() || overlay.find("serves") != nullptr) return overlay;
  if (overlay.is_scalar()) {
    Node map;
    map.kind = Node::Kind::map;
    map.place = overlay.place;
    const Place place = overlay.place;
    map.entries.push_back({"url", place, std::move(overlay)});
    overlay = std::move(map);
  }
  overlay.entries.push_back(std::move(*serves));
  return overlay;
}

void merge(Node& base, Node overlay, const std::string& block, std::size_t depth) {
  if (!base.is_map() || !overlay.is_map()) {
    base = std::move(overlay);
    return;
  }
  base.place = overlay.place;
  for (Entry& entry : overlay.entries) {
    const auto found = std::find_if(base.entries.begin(), base.entries.end(),
                                    [&](const Entry& candidate) { return candidate.key == entry.key; });
    if (found == base.entries.end()) {
      base.entries.push_back(std::move(entry));
      continue;
    }
    const bool named = depth == 1 && holds_named(block);
    if (named && entry.value.is_null()) {
      base.entries.erase(found);
      continue;
    }
    found->place = entry.place;
    const bool moves = entry.value.is_scalar() || entry.value.find("url") != nullptr;
    if (named && block == "upstreams" && moves) {
      found->value = moved(found->value, std::move(entry.value));
    } else {
      merge(found->value, std::move(entry.value), depth == 0 ? entry.key : block, depth + 1);
    }
  }
}

void drop(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
}

class Layers {
 public:
  Layers(const Surroundings& surroundings, Faults& faults) : surroundings_(surroundings), faults_(faults) {}

  /// `from` is the place that names the file; `chain` the files that led here.
  std::optional<Node> read(const fs::path& path, const Place& from, const std::string& name = {}) {
    const fs::path same = identity(path);
    if (!may_follow(same, path, from, name)) return std::nullopt;
    read_.push_back(same);
    const auto file = std::make_shared<const std::string>(displayed(path, surroundings_));
    Result<std::string> text = os::read_file(path, bounds::kFileBytes);
    if (!text.ok()) {
      faults_.error(
          from.file ? from : Place{file, 0, 0}, "cannot read " + shown(*file) + ": " + text.error().message,
          "a manifest is a readable file of at most " + std::to_string(bounds::kFileBytes / limits::KiB) + " KiB");
      return std::nullopt;
    }
    std::optional<Node> own = parse_yaml(*text, file, faults_);
    if (!own) return std::nullopt;
    if (!own->is_map()) {
      faults_.error(own->place, "a manifest is a map of keys", "begin with 'version: 1'");
      return std::nullopt;
    }
    chain_.push_back({same, *file});
    std::optional<Node> merged = on_top(std::move(*own), path);
    chain_.pop_back();
    return merged;
  }

  bool has_read(const fs::path& path) const {
    return std::find(read_.begin(), read_.end(), identity(path)) != read_.end();
  }

 private:
  struct Link {
    fs::path same;
    std::string name;
  };

  bool may_follow(const fs::path& same, const fs::path& path, const Place& from, const std::string& name) {
    std::string links;
    bool cycle = false;
    for (const Link& link : chain_) {
      cycle = cycle || link.same == same;
      links += link.name + " -> ";
    }
    if (cycle) {
      faults_.error(from, "manifests extend each other in a circle: " + links + displayed(path, surroundings_),
                    "remove one of these 'extends'");
    } else if (chain_.size() >= bounds::kExtendsDepth || read_.size() >= bounds::kExtendsFiles) {
      faults_.error(from,
                    "'extends' leads through more than " + std::to_string(bounds::kExtendsDepth) + " levels or " +
                        std::to_string(bounds::kExtendsFiles) + " files",
                    "merge some of them");
    } else if (!name.empty() && !is_file(path)) {
      faults_.error(from, "there is no manifest " + shown(name),
                    is_path(name) ? "paths are relative to the file that extends"
                                  : choice_hint(name, installed_names(surroundings_), "installed are"));
    } else {
      return true;
    }
    return false;
  }

  std::optional<Node> on_top(Node own, const fs::path& path) {
    Node merged;
    merged.kind = Node::Kind::map;
    bool good = true;
    if (const Node* extends = own.find("extends")) {
      for (const auto& [name, place] : names(*extends, good)) {
        const fs::path next = is_path(name) ? path.parent_path() / os::expand_home(name)
                                            : installed(name, surroundings_).value_or(path.parent_path() / name);
        std::optional<Node> below = read(next.lexically_normal(), place, name);
        good = good && below.has_value();
        if (!below) continue;
        drop(*below, "name");
        merge(merged, std::move(*below), "", 0);
      }
    }
    if (!good) return std::nullopt;
    drop(own, "extends");
    merge(merged, std::move(own), "", 0);
    return merged;
  }

  std::vector<std::pair<std::string, Place>> names(const Node& extends, bool& good) {
    std::vector<std::pair<std::string, Place>> out;
    const auto add = [&](const Node& node) {
      if (node.is_scalar() && !node.text.empty()) {
        out.emplace_back(node.text, node.place);
      } else {
        good = false;
        faults_.error(node.place, "'extends' lists names of installed manifests or paths", "write extends: [full]");
      }
    };
    if (extends.is_sequence()) {
      for (const Node& item : extends.items) add(item);
    } else if (!extends.is_null()) {
      add(extends);
    }
    return out;
  }

  const Surroundings& surroundings_;
  Faults& faults_;
  std::vector<Link> chain_;
  std::vector<fs::path> read_;
};

}  // namespace

std::string displayed(const fs::path& path, const Surroundings& surroundings) {
  const fs::path relative = path.lexically_relative(surroundings.working_folder);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : path).generic_string();
}

std::optional<Source> find_manifest(const std::string& name_or_path, const Surroundings& surroundings, Faults& faults) {
  const std::string name = name_or_path.empty() ? kFullSet : name_or_path;
  if (!name_or_path.empty()) {
    const fs::path path = (surroundings.working_folder / os::expand_home(name)).lexically_normal();
    if (is_file(path)) return Source{path, false};
    if (is_path(name)) {
      std::error_code ignored;
      const bool folder = fs::is_directory(path, ignored);
      faults.error({}, folder ? shown(name) + " is a folder" : "there is no manifest " + shown(name),
                   folder ? "give a file in it" : "the path is relative to " + surroundings.working_folder.string());
      return std::nullopt;
    }
  }
  if (std::optional<fs::path> path = installed(name, surroundings)) return Source{*path, true};
  faults.error({}, "there is no manifest " + shown(name),
               choice_hint(name, installed_names(surroundings), "give a path, or one of the installed"));
  return std::nullopt;
}

std::optional<Node> read_layers(const Source& source, const Surroundings& surroundings, Faults& faults) {
  Layers layers(surroundings, faults);
  std::optional<Node> own = layers.read(source.path, {});
  const std::optional<fs::path> full = installed(kFullSet, surroundings);
  if (!own || !full || layers.has_read(*full)) return own;
  std::optional<Node> below = Layers(surroundings, faults).read(*full, {});
  if (!below) return std::nullopt;
  std::erase_if(below->entries, [](const Entry& entry) { return entry.key != "secrets" && entry.key != "upstreams"; });
  merge(*below, std::move(*own), "", 0);
  return below;
}

}  // namespace streamguard::manifest
