#include "cli/manifest_options.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

namespace streamguard::cli {
namespace {

bool names_a_file(const std::string& word) {
  const std::string ending = std::filesystem::path(word).extension().string();
  return ending == ".yaml" || ending == ".yml";
}

}  // namespace

void ManifestOptions::add_to(CLI::App& verb) {
  verb.add_option("manifest", manifest_,
                  "A manifest file, or the name of an installed one (quickstart). Default: everything")
      ->type_name("FILE|NAME");
  verb.add_option("--collectors", collectors_, "Only these collectors of the manifest, as in osv,cve; or 'all'")
      ->type_name("NAME...")
      ->delimiter(',');
  auto* parallel = verb.add_flag("--parallel", parallel_, "Run collectors side by side (the default)");
  verb.add_flag("--sequential", sequential_, "Run one collector after another")->excludes(parallel);
  verb.add_option("--output-dir", output_, "Where data and reports go")->type_name("DIR");
  verb.add_option("--report-formats", formats_, "Reports to write, as in json,html; or 'all'")
      ->type_name("FORMAT...")
      ->delimiter(',');
  targets_ = {{"cve"}, {"github"}, {"repo"}, {"synthetic"}, {"osv"}, {"exploitdb"}};
  for (Target& target : targets_) {
    verb.add_option("--" + target.collector + "-samples", target.samples, "Samples wanted of " + target.collector)
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
  }
  verb.add_flag("--quick-test", quick_test_, "At most 100 samples of each collector");
  verb.add_option("--github-token", token_,
                  "Token for GitHub. Others can see it in the list of processes: GITHUB_TOKEN or .env is better")
      ->type_name("TOKEN");
  verb.add_flag("--no-cache", no_cache_, "Fetch everything anew and keep nothing");
  verb.add_option("--seed", seed_, "Seed of everything that is drawn at random")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  verb.add_option("--sandbox", sandbox_, "How plugins are isolated")
      ->check(CLI::IsMember({"strict", "best-effort", "off"}));
  verb.parse_complete_callback([this] { find_manifest(); });
}

/// Lists take all words that follow them: a manifest among these was meant as one.
void ManifestOptions::find_manifest() {
  for (std::vector<std::string>* words : {&collectors_, &formats_}) {
    if (!manifest_.empty() || words->size() < 2 || !names_a_file(words->back())) continue;
    manifest_ = words->back();
    words->pop_back();
  }
}

manifest::Overrides ManifestOptions::overrides() const {
  manifest::Overrides out;
  out.collectors = collectors_;
  if (parallel_) out.mode = Mode::parallel;
  if (sequential_) out.mode = Mode::sequential;
  if (!output_.empty()) out.output = output_;
  if (!formats_.empty()) out.report_formats = formats_;
  for (const Target& target : targets_) {
    if (target.samples >= 0) out.targets[target.collector] = static_cast<std::uint64_t>(target.samples);
  }
  out.quick_test = quick_test_;
  if (!token_.empty()) out.github_token = token_;
  out.no_cache = no_cache_;
  if (!seed_.empty()) out.seed = std::stoull(seed_);
  if (sandbox_ == "strict") out.sandbox = Sandbox::strict;
  if (sandbox_ == "best-effort") out.sandbox = Sandbox::best_effort;
  if (sandbox_ == "off") out.sandbox = Sandbox::off;
  return out;
}

std::optional<Plan> load_plan(const ManifestOptions& options) {
  manifest::Loaded loaded = manifest::load(options.manifest(), options.overrides(), manifest::real_surroundings());
  for (const manifest::Fault& fault : loaded.faults) std::cerr << fault.text() << '\n';
  return std::move(loaded.plan);
}

}  // namespace streamguard::cli
