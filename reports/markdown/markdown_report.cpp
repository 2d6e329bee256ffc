#include "markdown_report.hpp"

#include <algorithm>

#include "markdown/markdown_text.hpp"
#include "survey/text.hpp"

namespace streamguard::markdown_report {
namespace {

using facts::Collector;
using facts::Facts;
using markdown::code;
using markdown::Table;
using survey::grouped;
using survey::Tables;

constexpr std::size_t kBarCells = 12;
constexpr std::size_t kYearsMost = 12;
constexpr std::size_t kErrorBytes = 400;

using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

std::string count_or_dash(const facts::Count& count) { return count ? grouped(*count) : "–"; }

std::string mark_of(const Collector& one) {
  if (one.success) return "✅ ";
  return one.status == "failed" ? "❌ " : one.status == "pending" || one.status == "running" ? "⏳ " : "⚠️ ";
}

std::string headline(const Facts& facts) {
  const facts::Summary& summary = facts.summary;
  std::string out = "**" + grouped(summary.total_samples_collected) + " samples**";
  const auto has_target = [](const Collector& one) { return one.target_samples.has_value(); };
  const bool all_have = std::all_of(facts.collectors.begin(), facts.collectors.end(), has_target);
  if (summary.total_target_samples && all_have) out += " of " + grouped(*summary.total_target_samples) + " wanted";
  out += " from " + grouped(summary.total_collectors) + (summary.total_collectors == 1 ? " collector" : " collectors");
  out += " in " + survey::duration_text(facts.total_duration) + "; ";
  if (summary.failed_collectors == 0 && summary.successful_collectors == summary.total_collectors) {
    return out + "all of them succeeded.\n\n";
  }
  out += grouped(summary.successful_collectors) + " succeeded, " + grouped(summary.failed_collectors) + " did not.";
  if (facts.interrupted.value_or(false)) out += " The run was interrupted: the same command goes on where it stopped.";
  return out + "\n\n";
}

/// A bar of what a collector has of its target; without one there is no part to show.
std::string progress_of(const Collector& one) {
  if (!one.target_samples || *one.target_samples == 0) return one.success ? "all there is" : "–";
  const auto have = static_cast<double>(one.samples_collected);
  const auto want = static_cast<double>(*one.target_samples);
  return survey::bar_text(have, want, kBarCells, true) + " " + survey::percent_text(have, want);
}

std::string collectors(const Facts& facts, const survey::Survey& survey) {
  Table table({"Collector", "Status", "Samples:", "Target:", "Progress", "Code pairs:", "Time:", "Rejected:"});
  std::size_t shown = 0;
  for (const Collector& one : facts.collectors) {
    if (++shown > kCollectorsMost) continue;
    table.row({code(one.name), mark_of(one) + one.status, grouped(one.samples_collected),
               count_or_dash(one.target_samples), progress_of(one), grouped(survey.of(one.name).pairs),
               survey::duration_text(one.duration), count_or_dash(one.rejected.total)});
  }
  table.row({"**Total**", "", "**" + grouped(facts.summary.total_samples_collected) + "**",
             count_or_dash(facts.summary.total_target_samples), "", "**" + grouped(survey.all.pairs) + "**",
             survey::duration_text(facts.total_duration),
             count_or_dash(sum(facts.collectors, [](const Collector& c) { return c.rejected.total; }))});
  std::string out = "## Collectors\n\n" + table.take();
  if (shown > kCollectorsMost) out += grouped(shown - kCollectorsMost) + " more collectors are not shown.\n\n";
  return out;
}

std::string errors(const Facts& facts) {
  std::string out;
  std::size_t shown = 0;
  for (const Collector& one : facts.collectors) {
    if (!one.error || ++shown > kRowsMost) continue;
    out +=
        "- " + code(one.name) + ": " + markdown::text(one.error->error_class + ": " + one.error->message, kErrorBytes);
    out += "\n";
  }
  if (shown > kRowsMost) out += "- and " + grouped(shown - kRowsMost) + " more\n";
  return out.empty() ? out : "### Errors\n\n" + out + "\n";
}

/// A table of words with a bar each, against the largest of them.
std::string counts(const std::string& title, const std::string& heading, const Entries& entries, std::uint64_t left_out,
                   std::uint64_t rest, bool words_are_ours) {
  std::uint64_t most = rest;
  for (const auto& [word, count] : entries) most = std::max(most, count);
  if (most == 0) return {};
  Table table({heading, "Samples:", ""});
  const auto bar = [&](std::uint64_t count) {
    return survey::bar_text(static_cast<double>(count), static_cast<double>(most), kBarCells, true);
  };
  for (const auto& [word, count] : entries) {
    table.row({words_are_ours ? word : markdown::text(word), grouped(count), bar(count)});
  }
  if (left_out > 0) table.row({"*" + grouped(left_out) + " more*", grouped(rest), bar(rest)});
  return "### " + title + "\n\n" + table.take();
}

std::string ranking(const std::string& title, const std::string& heading, const survey::Counts& from) {
  const survey::Ranking ranked = survey::ranked(from, kRowsMost);
  return counts(title, heading, ranked.first, ranked.left_out, ranked.rest, false);
}

std::string weaknesses(const Tables& all) {
  survey::Ranking ranked = survey::ranked(all.cwes, kRowsMost);
  for (auto& [word, count] : ranked.first) {
    const std::string_view name = survey::cwe_name(word);
    word = markdown::text(word) + (name.empty() ? "" : " " + markdown::text(name));
  }
  return counts("Weaknesses", "CWE", ranked.first, ranked.left_out, ranked.rest, true);
}

std::string years(const Tables& all) {
  Entries entries;
  std::uint64_t left_out = 0;
  std::uint64_t rest = 0;
  for (auto at = all.years.rbegin(); at != all.years.rend(); ++at) {
    if (entries.size() < kYearsMost) {
      entries.emplace_back(std::to_string(at->first), at->second);
    } else {
      ++left_out;
      rest += at->second;
    }
  }
  return counts("Years of publication", "Year", entries, left_out, rest, true);
}

Entries in_order(const survey::Counts& from, const std::string_view* first, const std::string_view* last) {
  Entries out;
  for (const auto* word = first; word != last; ++word) out.emplace_back(*word, from.find(*word)->second);
  return out;
}

std::string samples(const Tables& all) {
  std::string out = "## Samples\n\n" + grouped(all.with_code) + " hold code, " + grouped(all.pairs) +
                    " of them before and after a fix; " + grouped(all.real_pairs) +
                    " of these pairs are real fixes, the others were generated. " + grouped(all.functions) +
                    " pairs show one function each.\n\n";
  out += counts("Labels of code pairs", "Tier",
                in_order(all.pair_tiers, std::begin(survey::kTiers), std::end(survey::kTiers)), 0, 0, true);
  out += counts("Severity", "Severity",
                in_order(all.severities, std::begin(survey::kSeverities), std::end(survey::kSeverities)), 0, 0, true);
  out += ranking("Languages", "Language", all.languages);
  out += weaknesses(all);
  return out + years(all);
}

std::string budgets(const Facts& facts) {
  Table table(
      {"Upstream", "Limit", "Requests:", "Planned:", "From cache:", "Local:", "Retries:", "Received:", "Waited:"});
  std::size_t shown = 0;
  for (const facts::Budget& one : facts.budgets.value_or(std::vector<facts::Budget>())) {
    if (++shown > kCollectorsMost) break;
    const facts::Number& waited = one.requests.waited_seconds;
    table.row({code(one.upstream), one.limit ? markdown::text(*one.limit) : "none", count_or_dash(one.requests.made),
               count_or_dash(one.planned_requests), count_or_dash(one.requests.from_cache),
               count_or_dash(one.requests.local), count_or_dash(one.requests.retries),
               one.requests.bytes ? survey::bytes_text(*one.requests.bytes) : "–",
               waited ? survey::duration_text(*waited) : "–"});
  }
  return table.empty() ? std::string() : "## Requests\n\n" + table.take();
}

std::string origin(const Facts& facts) {
  std::string out = "Made by StreamGuard";
  if (facts.streamguard_version) out += " " + markdown::text(*facts.streamguard_version);
  out += " at " + markdown::text(facts.report_generated);
  if (facts.manifest_name) out += " from the manifest " + code(*facts.manifest_name);
  if (facts.seed) out += " with seed " + std::to_string(*facts.seed);
  return out + ". What is unknown is shown as –.\n";
}

}  // namespace

std::string render(const Facts& facts, const survey::Survey& survey) {
  std::string out = "# StreamGuard collection report\n\n" + headline(facts);
  out += collectors(facts, survey);
  out += errors(facts);
  if (survey.all.samples > 0) out += samples(survey.all);
  out += budgets(facts);
  return out + origin(facts);
}

}  // namespace streamguard::markdown_report
