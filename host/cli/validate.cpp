// streamguard validate: what a manifest comes to, or all that is wrong with it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/manifest_options.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"

namespace streamguard::cli {
namespace {

using json = nlohmann::ordered_json;

json faults_json(const std::vector<manifest::Fault>& faults) {
  json out = json::array();
  for (const manifest::Fault& fault : faults) {
    out.push_back({{"level", fault.warning ? "warning" : "error"},
                   {"file", fault.file.empty() ? json(nullptr) : json(fault.file)},
                   {"line", fault.line > 0 ? json(fault.line) : json(nullptr)},
                   {"column", fault.line > 0 ? json(fault.column) : json(nullptr)},
                   {"message", fault.message},
                   {"hint", fault.hint.empty() ? json(nullptr) : json(fault.hint)}});
  }
  return out;
}

json plan_json(const Plan& plan) {
  json collectors = json::object();
  for (const Collector& one : plan.collectors) {
    collectors[one.name] = {{"plugin", one.plugin.id},
                            {"version", one.plugin.version},
                            {"target", one.target > 0 ? json(one.target) : json(nullptr)},
                            {"shards", one.shards},
                            {"folder", one.folder},
                            {"upstreams", one.upstreams},
                            {"config", json::parse(one.config_json)}};
  }
  json reports = json::array();
  for (const Reporter& one : plan.reports) reports.push_back(one.plugin.id);
  return {{"name", plan.name},
          {"manifest", plan.manifest.generic_string()},
          {"output", plan.output.generic_string()},
          {"mode", name_of(plan.mode)},
          {"seed", plan.seed},
          {"sandbox", name_of(plan.sandbox)},
          {"collectors", std::move(collectors)},
          {"reports", std::move(reports)}};
}

int validate_as_json(const ManifestOptions& options) {
  const manifest::Loaded loaded =
      manifest::load(options.manifest(), options.overrides(), manifest::real_surroundings());
  const json out = {{"valid", loaded.plan.has_value()},
                    {"faults", faults_json(loaded.faults)},
                    {"plan", loaded.plan ? plan_json(*loaded.plan) : json(nullptr)}};
  std::cout << out.dump(2, ' ', true, json::error_handler_t::replace) << '\n';
  return delivered(loaded.plan ? kOk : kUsage);
}

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
  return delivered(kOk);
}

}  // namespace

void add_validate(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand("validate", "Check a manifest and show what it comes to, without running it");
  const auto options = std::make_shared<ManifestOptions>();
  const auto as_json = std::make_shared<bool>(false);
  options->add_to(*verb);
  verb->add_flag("--json", *as_json, "As JSON, faults with their places included");
  verb->footer(
      "Examples:\n"
      "  streamguard validate my.yaml\n"
      "  streamguard validate quickstart --collectors osv,cve\n"
      "  streamguard validate my.yaml --json | jq -r '.faults[] | \"\\(.line): \\(.message)\"'");
  verb->callback([&chosen, options, as_json] {
    chosen = [options, as_json] { return *as_json ? validate_as_json(*options) : validate(*options); };
  });
}

}  // namespace streamguard::cli
