#include "cli/summary.hpp"

#include <algorithm>
#include <iomanip>

#include "core/text.hpp"

namespace streamguard::cli {
namespace {

using supervisor::CollectorResult;
using supervisor::RunResult;

std::uint64_t samples_of(const RunResult& result) {
  std::uint64_t sum = 0;
  for (const CollectorResult& one : result.collectors) sum += one.tally.committed;
  return sum;
}

void print_files(std::ostream& out, const Plan& plan, const RunResult& result) {
  out << "Data files:\n";
  for (const CollectorResult& one : result.collectors) {
    std::uint64_t bytes = 0;
    for (const auto& part : one.parts) bytes += part.committed.bytes;
    out << "  " << one.plan->name << ": " << one.parts.size() << " file(s), " << bytes_text(bytes) << ", "
        << grouped(one.tally.committed) << " samples in " << (plan.output / one.plan->folder).string() << '\n';
  }
}

void print_collectors(std::ostream& out, const RunResult& result) {
  for (const CollectorResult& one : result.collectors) {
    out << "  " << std::left << std::setw(12) << one.plan->name << ' ' << std::setw(12) << name_of(one.phase) << ' '
        << std::right << std::setw(10) << grouped(one.tally.committed);
    if (one.plan->target > 0) out << " of " << grouped(one.plan->target);
    if (one.tally.rejected > 0) out << ", " << grouped(one.tally.rejected) << " rejected";
    if (!one.why.empty() && !successful(one.phase)) out << "  (" << one.cause << ": " << plain(one.why, 400) << ')';
    out << '\n';
  }
}

}  // namespace

std::string one_line(const RunResult& result) {
  const auto good = std::count_if(result.collectors.begin(), result.collectors.end(),
                                  [](const CollectorResult& one) { return successful(one.phase); });
  return (result.interrupted ? "Interrupted: " : "") + std::to_string(good) + " of " +
         std::to_string(result.collectors.size()) + " collectors did their work: " + grouped(samples_of(result)) +
         " samples in " + duration_text(result.seconds);
}

std::string resumed_text(const std::filesystem::path& output) {
  std::uint64_t records = 0;
  std::size_t ended = 0;
  const auto parts = store::inspect(output);
  if (!parts) return "Going on with an earlier run";
  for (const auto& [name, committed] : parts.value()) {
    records += committed.records;
    ended += committed.end != store::End::open ? 1U : 0U;
  }
  std::string text = "Going on with an earlier run: " + grouped(records) + " samples are committed, " +
                     std::to_string(ended) + " of " + std::to_string(parts.value().size()) + " parts are complete";
  if (ended == parts.value().size() && ended > 0) text += ". Nothing is left to collect; --fresh begins anew";
  return text;
}

void print_summary(std::ostream& out, const Plan& plan, const RunResult& result, const std::filesystem::path& partial) {
  std::uint64_t wanted = 0;
  for (const CollectorResult& one : result.collectors) wanted += one.plan->target;
  out << '\n'
      << (result.interrupted ? "Partial Collection Summary" : "Collection Summary") << '\n'
      << "  Duration: " << duration_text(result.seconds) << ", mode: " << name_of(plan.mode) << '\n'
      << "  Samples: " << grouped(samples_of(result));
  if (wanted > 0) out << " (targets together: " << grouped(wanted) << ')';
  out << '\n';
  print_collectors(out, result);
  print_files(out, plan, result);
  if (!result.health) out << "The output folder failed: " << result.health.error().message << '\n';
  if (result.interrupted) {
    if (!partial.empty()) out << "Partial results: " << partial.string() << '\n';
    out << "To go on, run the same command again; nothing that is committed is collected twice.\n";
  } else {
    out << "Results: " << (plan.output / "collection_results.json").string() << '\n';
  }
  out << std::flush;
}

}  // namespace streamguard::cli
