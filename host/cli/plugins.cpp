// streamguard plugins: what can be found, by the manifests beside the libraries. No plugin code is run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/schema_text.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "net/sha256.hpp"
#include "os/file.hpp"
#include "os/kernel.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kLibraryBytes = 1 * limits::GiB;  ///< beyond, a library is not hashed
constexpr std::size_t kLabel = 14;

struct Found {
  std::vector<PluginInfo> plugins;
  std::vector<manifest::Fault> faults;
};

Found find() {
  Found out;
  out.plugins = manifest::find_plugins(manifest::real_surroundings().plugin_folders, out.faults);
  std::sort(out.plugins.begin(), out.plugins.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return out;
}

const char* kind_of(const PluginInfo& plugin) {
  return plugin.collector && plugin.reporter ? "collector, reporter" : plugin.collector ? "collector" : "reporter";
}

json faults_json(const std::vector<manifest::Fault>& faults) {
  json out = json::array();
  for (const auto& fault : faults) out.push_back(fault.text());
  return out;
}

json brief(const PluginInfo& plugin) {
  return {{"id", plugin.id},
          {"version", plugin.version},
          {"title", plugin.title},
          {"license", plugin.license},
          {"collector", plugin.collector},
          {"reporter", plugin.reporter},
          {"library", plugin.library.generic_string()}};
}

std::string dumped(const json& value) { return value.dump(2, ' ', true, json::error_handler_t::replace) + "\n"; }

int list(bool as_json) {
  const Found found = find();
  if (as_json) {
    json plugins = json::array();
    for (const PluginInfo& plugin : found.plugins) plugins.push_back(brief(plugin));
    std::cout << dumped({{"plugins", std::move(plugins)}, {"faults", faults_json(found.faults)}});
  } else {
    for (const PluginInfo& plugin : found.plugins) {
      std::cout << padded(plugin.id, 14) << padded(plain(plugin.version, 40), 9) << padded(kind_of(plugin), 11)
                << plain(plugin.title, 200) << "\n    " << plain(plugin.library.string(), 1000) << '\n';
    }
    for (const manifest::Fault& fault : found.faults) std::cerr << fault.text() << '\n';
    if (found.plugins.empty()) {
      std::cerr << "No plugins are found. They are looked for in:\n";
      for (const auto& folder : manifest::real_surroundings().plugin_folders)
        std::cerr << "  " << folder.string() << '\n';
    }
  }
  return delivered(found.faults.empty() ? kOk : kUsage);
}

json sidecar_of(const PluginInfo& plugin) {
  auto path = plugin.library;
  path.replace_extension(".json");
  const auto text = os::read_file(path, limits::kPluginManifestBytes);
  return text ? json::parse(text.value(), nullptr, false) : json();
}

std::string sum_of(const PluginInfo& plugin) {
  const auto bytes = os::read_file(plugin.library, kLibraryBytes);
  return bytes ? net::sha256_hex(bytes.value()) : std::string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + plain(word, 200);
  return out.empty() ? "none" : out;
}

void line(const char* label, const std::string& text) {
  if (!text.empty()) std::cout << "  " << padded(label, kLabel) << text << '\n';
}

void print_isolation() {
  const os::Isolation isolation = os::isolation();
  line("isolation",
       isolation.complete()
           ? "a process of its own, locked in before it is loaded (" + isolation.kernel + "):"
           : "NOT complete on this system (" + isolation.kernel + "); runs are refused unless best-effort:");
  for (const auto& means : isolation.means) line("", means.name + ": " + means.words);
  for (const std::string& one : isolation.open) line("", "NOT closed: " + one);
  if (isolation.open.empty()) line("", "no network, no other programs, writing in a scratch folder only");
}

int info(const std::string& id, bool as_json) {
  const Found found = find();
  const auto plugin =
      std::find_if(found.plugins.begin(), found.plugins.end(), [&](const auto& p) { return p.id == id; });
  if (plugin == found.plugins.end()) {
    std::vector<std::string> ids;
    for (const PluginInfo& one : found.plugins) ids.push_back(one.id);
    for (const auto& fault : found.faults) std::cerr << fault.text() << '\n';
    return usage("there is no plugin '" + plain(id, 64) + "': " + hint(id, ids));
  }
  const json sidecar = sidecar_of(*plugin);
  if (as_json) {
    json out = brief(*plugin);
    out["sha256"] = sum_of(*plugin);
    out["manifest"] = sidecar;
    const os::Isolation isolation = os::isolation();
    for (const auto& means : isolation.means) {
      out["isolation"][means.name] = {{"there", means.there}, {"words", means.words}};
    }
    for (const std::string& one : isolation.open) out["isolation"]["open"].push_back(one);
    std::cout << dumped(out);
    return delivered(kOk);
  }
  std::cout << plugin->id << ' ' << plain(plugin->version, 100) << ", " << kind_of(*plugin) << ": "
            << plain(plugin->title, 200) << "\n\n";
  if (sidecar.is_object() && sidecar.contains("description") && sidecar.at("description").is_string()) {
    std::cout << plain(sidecar.at("description").get<std::string>(), 4000) << "\n\n";
  }
  line("licence", plain(plugin->license, 200));
  if (plugin->collector) line("folder", plugin->folder);
  if (plugin->reporter) line("writes", plain(plugin->output_file, 200));
  line("library", plain(plugin->library.string(), 1000));
  line("sha256", sum_of(*plugin));
  std::cout << "\nIt asks for\n";
  line("upstreams", joined(plugin->upstreams));
  if (!plugin->optional_upstreams.empty()) line("if granted", joined(plugin->optional_upstreams));
  if (!plugin->programs.empty()) line("programs", joined(plugin->programs));
  if (!plugin->read.empty()) line("paths", joined(plugin->read));
  line("of the host", joined(plugin->extensions));
  std::cout << "\nIt runs in\n";
  print_isolation();
  std::cout << "\nIts config\n" << schema_text(plugin->config_schema_json);
  return delivered(kOk);
}

}  // namespace

void add_plugins(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("plugins", "Plugins that can be found");
  verb->require_subcommand(1);
  const auto as_json = std::make_shared<bool>(false);
  CLI::App* listing = verb->add_subcommand("list", "Every plugin, by its manifest; no plugin code is run");
  listing->add_flag("--json", *as_json, "As JSON, for scripts");
  listing->callback([&chosen, as_json] { chosen = [as_json] { return list(*as_json); }; });
  CLI::App* one =
      verb->add_subcommand("info", "One plugin: what it asks for, what it can be told, how it is locked in");
  const auto id = std::make_shared<std::string>();
  one->add_option("plugin", *id, "Its id, as in 'plugins list'")->type_name("PLUGIN")->required();
  one->add_flag("--json", *as_json, "As JSON, for scripts");
  one->callback([&chosen, as_json, id] { chosen = [as_json, id] { return info(*id, *as_json); }; });
  verb->footer(
      "Examples:\n"
      "  streamguard plugins list\n"
      "  streamguard plugins info osv\n"
      "  streamguard plugins list --json | jq -r '.plugins[] | select(.reporter) | .id'");
}

}  // namespace streamguard::cli
