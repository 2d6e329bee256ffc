#include "cli/summary.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iomanip>
#include <optional>

#include "cli/kept.hpp"
#include "core/text.hpp"
#include "os/clock.hpp"
#include "os/terminal.hpp"
#include "view/width.hpp"
#include "view/words.hpp"

namespace streamguard::cli {
namespace {

using supervisor::CollectorResult;
using supervisor::RunResult;

constexpr std::size_t kWhyBytes = 400;
constexpr std::size_t kTroublesMost = 10;
constexpr std::size_t kNamesMost = 20;

std::uint64_t samples_of(const RunResult& result) {
  std::uint64_t sum = 0;
  for (const CollectorResult& one : result.collectors) sum += one.tally.committed;
  return sum;
}

/// "6,412 of 20,300 wanted (31.5%)", and on a second line what collectors without a target have.
std::string samples_text(const RunResult& result) {
  std::uint64_t wanted = 0;
  std::uint64_t of_wanted = 0;
  std::uint64_t open = 0;
  bool takes_all = false;
  for (const CollectorResult& one : result.collectors) {
    wanted += one.plan->target;
    (one.plan->target > 0 ? of_wanted : open) += one.tally.committed;
    takes_all = takes_all || one.plan->target == 0;
  }
  if (wanted == 0) return grouped(samples_of(result));
  std::string text = grouped(of_wanted) + " of " + grouped(wanted) + " wanted (" +
                     view::fixed(100.0 * static_cast<double>(of_wanted) / static_cast<double>(wanted), 1) + "%)";
  if (takes_all) text += "\n              and " + grouped(open) + " of collectors that take all there is";
  return text;
}

std::string name_list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesMost); ++i) text += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kNamesMost) text += " and " + std::to_string(names.size() - kNamesMost) + " more";
  return text;
}

void print_files(std::ostream& out, const Plan& plan, const RunResult& result) {
  out << "Data files" << (result.interrupted ? " created" : "") << '\n';
  for (const CollectorResult& one : result.collectors) {
    std::uint64_t bytes = 0;
    std::size_t files = 0;
    for (const auto& part : one.parts) {
      bytes += part.committed.bytes;
      files += part.committed.bytes > 0 ? 1U : 0U;
    }
    out << "  " << one.plan->name << ": " << files << (files == 1 ? " file, " : " files, ") << bytes_text(bytes);
    if (files > 0) out << ", " << plain((plan.output / one.plan->folder).string(), kWhyBytes);
    out << '\n';
  }
}

void print_collectors(std::ostream& out, const RunResult& result) {
  std::size_t names = 4;
  std::size_t counts = 1;
  for (const CollectorResult& one : result.collectors) {
    names = std::max(names, one.plan->name.size());
    counts = std::max(counts, grouped(one.tally.committed).size());
  }
  for (const CollectorResult& one : result.collectors) {
    out << "  " << std::left << std::setw(static_cast<int>(names)) << one.plan->name << "  " << std::setw(11)
        << name_of(one.phase) << "  " << std::right << std::setw(static_cast<int>(counts))
        << grouped(one.tally.committed);
    if (one.plan->target > 0) out << " of " << grouped(one.plan->target);
    if (one.tally.committed_before > 0) out << ", " << grouped(one.tally.committed_before) << " by earlier runs";
    if (one.tally.rejected > 0) out << ", " << grouped(one.tally.rejected) << " rejected";
    if (!one.why.empty() && one.phase == Phase::failed)
      out << "  (" << one.cause << ": " << plain(one.why, kWhyBytes) << ')';
    out << '\n';
  }
}

void print_next(std::ostream& out, const std::filesystem::path& partial) {
  out << "What you can do next\n"
         "  go on           run the same command again: it continues from here, nothing is\n"
         "                  collected twice (with --resume it refuses to begin anew)\n"
         "  begin anew      the same command with --fresh; what is here is moved aside\n"
         "  read the data   the files above are whole; any tool can read them now\n";
  if (!partial.empty()) out << "Partial results: " << plain(partial.string(), kWhyBytes) << '\n';
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
  const auto parts = store::inspect(output);
  if (!parts) return "Going on with an earlier run";
  struct Sum {
    std::string name;
    std::uint64_t records = 0;
    bool complete = true;
  };
  std::vector<Sum> sums;
  std::uint64_t records = 0;
  for (const auto& [name, committed] : parts.value()) {
    if (sums.empty() || sums.back().name != name.collector) sums.push_back({name.collector, 0, true});
    sums.back().records += committed.records;
    sums.back().complete = sums.back().complete && committed.end != store::End::open;
    records += committed.records;
  }
  std::vector<std::string> names;
  names.reserve(sums.size());
  for (const Sum& sum : sums)
    names.push_back(sum.name + " " + grouped(sum.records) + (sum.complete ? " (complete)" : ""));
  std::string text = "Going on with an earlier run";
  if (const auto last = last_commit_of(output, parts.value())) text += ", last committed " + os::local_date_time(*last);
  text += ": " + grouped(records) + " samples are there: " + name_list(names);
  if (std::all_of(sums.begin(), sums.end(), [](const Sum& sum) { return sum.complete; }) && !sums.empty())
    text += ". Nothing is left to collect; --fresh begins anew";
  return text;
}

void print_troubles(std::ostream& out, const view::RunState& seen) {
  const auto print = [&](const view::Recent& one) {
    const std::string text = "  [" + os::local_time(one.at) + "] " +
                             (one.collector.empty() ? "" : one.collector + ": ") + plain(one.text, kWhyBytes);
    out << view::shown(text, os::utf8_locale()) << '\n';
  };
  std::vector<const view::Recent*> troubles;
  for (const view::Recent& one : seen.recent()) {
    const bool own_wish = one.kind == Event::Kind::shutdown || one.phase == Phase::interrupted;
    if (one.kind == Event::Kind::shutdown) print(one);
    if (!own_wish && (one.level == LogLevel::warn || one.level == LogLevel::error)) troubles.push_back(&one);
  }
  if (troubles.empty()) return;
  out << "Warnings and errors\n";
  const std::size_t from = troubles.size() - std::min(troubles.size(), kTroublesMost);
  if (from > 0) out << "  " << from << " earlier ones are in .streamguard/run.log\n";
  for (std::size_t i = from; i < troubles.size(); ++i) print(*troubles[i]);
}

void print_reports(std::ostream& out, const view::RunState& seen) {
  for (const view::ReportState& one : seen.reports()) {
    const bool written = one.is == view::ReportState::Is::written;
    out << view::shown((written ? "Report: " : "Report failed: ") + plain(one.text, kWhyBytes), os::utf8_locale())
        << '\n';
  }
  out << std::flush;
}

void print_summary(std::ostream& out, const Plan& plan, const RunResult& result, const std::filesystem::path& partial) {
  std::vector<std::string> done;
  for (const CollectorResult& one : result.collectors) {
    if (successful(one.phase)) done.push_back(one.plan->name);
  }
  out << '\n'
      << (result.interrupted ? "Partial Collection Summary" : "Collection Summary") << '\n'
      << "  Duration    " << duration_text(result.seconds) << '\n'
      << "  Mode        " << name_of(plan.mode) << '\n'
      << "  Collectors  " << done.size() << " of " << result.collectors.size() << " did their work"
      << (done.empty() || done.size() == result.collectors.size() ? "" : ": " + name_list(done)) << '\n'
      << "  Samples     " << samples_text(result) << '\n';
  print_collectors(out, result);
  print_files(out, plan, result);
  if (!result.health) out << "The output folder failed: " << plain(result.health.error().message, kWhyBytes) << '\n';
  if (result.interrupted) {
    print_next(out, partial);
  } else {
    out << "Results: " << plain((plan.output / "collection_results.json").string(), kWhyBytes) << '\n';
  }
  out << std::flush;
}

}  // namespace streamguard::cli
