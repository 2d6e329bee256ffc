// streamguard plan: what a run would ask of its upstreams, before it asks.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>

#include "cli/facts.hpp"
#include "cli/manifest_options.hpp"
#include "cli/verbs.hpp"
#include "cli/warnings.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "os/file.hpp"
#include "os/paths.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::cli {
namespace {

struct PlanOptions {
  ManifestOptions manifest;
  bool json = false;
};

void print(const Plan& plan, const std::vector<supervisor::Expectation>& expectations) {
  std::map<std::string, std::uint64_t> requests;
  std::cout << padded("COLLECTOR", 14) << padded("UPSTREAM", 14) << padded("REQUESTS", 10) << padded("BYTES", 11)
            << padded("LEAST TIME", 12) << "FROM\n";
  for (std::size_t i = 0; i < plan.collectors.size(); ++i) {
    const std::string& name = plan.collectors[i].name;
    const supervisor::Expectation& one = expectations[i];
    if (!one.outcome) {
      std::cout << padded(name, 14) << plain(one.outcome.error().message, 400) << '\n';
    } else if (one.expected.empty()) {
      std::cout << padded(name, 14)
                << (plan.collectors[i].upstreams.empty() ? "asks nothing of any upstream"
                                                         : "does not say what it will ask")
                << '\n';
    }
    for (const Expected& each : one.expected) {
      requests[each.upstream] += each.requests;
      const double least = least_seconds(plan, each.upstream, each.requests);
      std::cout << padded(name, 14) << padded(plain(each.upstream, 64), 14)
                << padded(each.requests > 0 ? grouped(each.requests) : "none", 10)
                << padded(each.bytes > 0      ? bytes_text(each.bytes)
                          : each.requests > 0 ? "unknown"
                                              : "-",
                          11)
                << padded(least > 0 ? duration_text(least) : "no limit", 12) << plain(each.basis, 200) << '\n';
    }
  }
  double most = 0;
  std::string slowest;
  for (const auto& [upstream, count] : requests) {
    const double least = least_seconds(plan, upstream, count);
    if (least > most) slowest = upstream;
    most = std::max(most, least);
  }
  if (slowest.empty()) {
    std::cout << "\nNo limit of the manifest holds the run up.";
  } else {
    std::cout << "\nUnder the limits of the manifest the run takes at least " << duration_text(most) << " (" << slowest
              << ").";
  }
  std::cout << " The numbers are estimates for a run from its start with an empty cache.\n";
}

int plan_run(const PlanOptions& options) {
  const auto plan = load_plan(options.manifest);
  if (!plan) return kUsage;
  auto scratch = os::make_temporary_folder("streamguard-plan");
  if (!scratch) {
    std::cerr << "streamguard: " << scratch.error().message << '\n';
    return kInternal;
  }
  Warnings warnings;
  std::vector<supervisor::Expectation> expectations;
  bool all = true;
  for (const Collector& collector : plan->collectors) {
    expectations.push_back(
        supervisor::expectation_of(collector, *plan, os::worker_program(), scratch.value(), warnings));
    all = all && expectations.back().outcome.ok();
  }
  static_cast<void>(os::real_disk().remove_all(scratch.value()));
  if (options.json) {
    std::cout << planned_json(*plan, expectations);
  } else {
    print(*plan, expectations);
  }
  return all ? kOk : kUnfinished;
}

}  // namespace

void add_plan(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* verb = app.add_subcommand(
      "plan", "Show what a run would ask of its upstreams: requests, bytes and least time. Asks nothing of them");
  const auto options = std::make_shared<PlanOptions>();
  options->manifest.add_to(*verb);
  verb->add_flag("--json", options->json, "As JSON, for scripts");
  verb->footer(
      "Examples:\n"
      "  streamguard plan\n"
      "  streamguard plan my.yaml --collectors cve,osv\n"
      "  streamguard plan --json | jq '.collectors[].planned'");
  verb->callback([&chosen, options] { chosen = [options] { return plan_run(*options); }; });
}

}  // namespace streamguard::cli
