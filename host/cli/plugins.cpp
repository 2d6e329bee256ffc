#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/verbs.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"

namespace streamguard::cli {
namespace {

int list() {
  std::vector<manifest::Fault> faults;
  for (const PluginInfo& plugin : manifest::find_plugins(manifest::real_surroundings().plugin_folders, faults)) {
    std::cout << plugin.id << ' ' << plugin.version << "  " << (plugin.collector ? "collector" : "reporter") << "  "
              << plain(plugin.title, 200) << "\n    " << plugin.library.string() << '\n';
  }
  for (const manifest::Fault& fault : faults) std::cerr << fault.text() << '\n';
  return faults.empty() ? kOk : kUsage;
}

}  // namespace

void add_plugins(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("plugins", "Plugins that can be found");
  verb->require_subcommand(1);
  verb->add_subcommand("list", "Every plugin, by its manifest; no plugin code is run")->callback([&chosen] {
    chosen = list;
  });
}

}  // namespace streamguard::cli
