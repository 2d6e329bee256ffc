/// facts.hpp: the facts of a run (reports/FACTS.md, version 1) as values, for reporters.
///
/// parse_facts() is the only way in: it takes text that may be anything and gives facts in which every required field
/// is there, every number is finite and not negative, and every word is a known one; or it throws streamguard::Error
/// with the place and what was found there. An empty optional means that the host did not know. Values only; any
/// thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::facts {

using Count = std::optional<std::uint64_t>;
using Number = std::optional<double>;
using Text = std::optional<std::string>;
using Counts = std::optional<std::map<std::string, std::uint64_t>>;

struct Rejected {
  Count total;
  Counts by_reason;
};

struct Failure {
  std::string error_class;
  std::string message;
};

struct Requests {
  Count made, from_cache, local, bytes, retries;
  Number waited_seconds;
};

/// What a collector expected, when the run began, to ask of one upstream.
struct Planned {
  std::string upstream;
  Count requests, bytes;
  Number least_seconds;  ///< under the upstream's limit alone
  Text basis;
};

/// So many samples were committed so many seconds after the run's start.
struct Point {
  double seconds = 0;
  std::uint64_t samples = 0;
};

/// What one upstream allows, and what this run asked of it.
struct Budget {
  std::string upstream;
  Text limit;  ///< "50 requests per 30 s"; empty: none is set
  Count limit_requests;
  Number limit_seconds;
  std::optional<bool> authenticated;  ///< its secret was there
  Requests requests;                  ///< of all collectors
  Count planned_requests;             ///< of all collectors
  Number planned_seconds;             ///< the least time for them under the limit
};

struct Part {
  std::string path;
  Count bytes, records, commits;
};

struct Collector {
  std::string name;
  Text plugin, version, folder;
  std::string status;
  Text state;
  std::uint64_t samples_collected = 0;
  Count target_samples;  ///< empty: no target
  double duration = 0;
  bool success = false;
  Count samples_this_run;
  Rejected rejected;
  Count duplicates, restarts;
  std::optional<std::vector<std::string>> quarantined;
  std::optional<Failure> error;
  Requests requests;
  std::optional<std::vector<Planned>> planned;
  std::optional<std::vector<Point>> progress;  ///< never falls; at most a few hundred points
  std::optional<std::vector<Part>> parts;
  Text sandbox;         ///< what was in force for its workers; empty where none was started
  Count manifest_line;  ///< where the run's manifest names it, counted from 1
  Counts kinds, languages, tiers, cwes;

  /// Samples that this run committed a second; empty when unknown or no time passed.
  Number rate() const;
};

struct Summary {
  std::uint64_t total_collectors = 0, successful_collectors = 0, failed_collectors = 0, total_samples_collected = 0;
  Count total_target_samples;
  Number completion_rate;  ///< percent
  double total_duration = 0;
};

struct Facts {
  std::string report_generated, start_time, end_time, mode;
  double total_duration = 0;
  Text streamguard_version, output, manifest_name, manifest_path, manifest_relative, manifest_sha256, sandbox;
  Count seed;
  std::optional<bool> interrupted;
  std::vector<Collector> collectors;           ///< in the host's order
  std::optional<std::vector<Budget>> budgets;  ///< by upstream's name
  Summary summary;
};

constexpr std::uint64_t kFactsVersion = 1;

/// Throws streamguard::Error: SG_E_DATA for malformed facts, SG_E_CONFIG for another facts_version.
Facts parse_facts(std::string_view text);

/// Adds up what `count_of` gives for each collector; empty when one of them is unknown.
template <class CountOf>
Count sum(const std::vector<Collector>& collectors, CountOf count_of) {
  std::uint64_t total = 0;
  for (const Collector& collector : collectors) {
    const Count count = count_of(collector);
    if (!count) return std::nullopt;
    total += *count;
  }
  return total;
}

/// Adds up counts by word, in the same way.
template <class CountsOf>
Counts merge(const std::vector<Collector>& collectors, CountsOf counts_of) {
  std::map<std::string, std::uint64_t> total;
  for (const Collector& collector : collectors) {
    const Counts& counts = counts_of(collector);
    if (!counts) return std::nullopt;
    for (const auto& [word, count] : *counts) total[word] += count;
  }
  return total;
}

}  // namespace streamguard::facts
