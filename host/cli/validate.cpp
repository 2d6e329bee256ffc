#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/manifest_options.hpp"
#include "cli/verbs.hpp"
#include "core/text.hpp"

namespace streamguard::cli {
namespace {

int validate(const ManifestOptions& options) {
  const auto plan = load_plan(options);
  if (!plan) return kUsage;
  std::cout << (plan->manifest.empty() ? plan->name : plan->manifest.string()) << ": valid\n";
  for (const Collector& collector : plan->collectors) {
    std::cout << "  " << collector.name << ": " << collector.plugin.id << ' ' << collector.plugin.version << ", "
              << (collector.target > 0 ? grouped(collector.target) + " samples" : std::string("all there is")) << ", "
              << collector.shards << (collector.shards == 1 ? " shard" : " shards") << ", folder " << collector.folder
              << '\n';
  }
  for (const Reporter& report : plan->reports) std::cout << "  report " << report.plugin.id << '\n';
  return kOk;
}

}  // namespace

void add_validate(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("validate", "Check a manifest and show what it comes to, without running it");
  const auto options = std::make_shared<ManifestOptions>();
  options->add_to(*verb);
  verb->callback([&chosen, options] { chosen = [options] { return validate(*options); }; });
}

}  // namespace streamguard::cli
