#include "csv_report.hpp"

#include <iterator>
#include <string_view>
#include <vector>

#include "cell.hpp"

namespace streamguard::csv_report {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr int kSecondsDecimals = 3;
constexpr int kRateDecimals = 2;
constexpr std::size_t kRowsMost = 1000;  ///< of one block of words

class Table {
 public:
  /// Cells are finished: text went through text_cell().
  void row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i != 0) text_ += ',';
      text_ += cells[i];
    }
    text_ += "\r\n";
  }
  void blank() { text_ += "\r\n"; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string yes_no(const std::optional<bool>& value) { return !value ? "" : *value ? "Yes" : "No"; }

void write_summary(Table& table, const facts::Facts& facts) {
  const facts::Summary& summary = facts.summary;
  table.row({"SUMMARY"});
  table.row({"Total Duration (s)", number_cell(summary.total_duration, kSecondsDecimals)});
  table.row({"Mode", text_cell(facts.mode)});
  table.row({"Total Collectors", count_cell(summary.total_collectors)});
  table.row({"Successful Collectors", count_cell(summary.successful_collectors)});
  table.row({"Failed Collectors", count_cell(summary.failed_collectors)});
  table.row({"Total Samples Collected", count_cell(summary.total_samples_collected)});
  table.row({"Total Target Samples", count_cell(summary.total_target_samples)});
  table.row({"Completion Rate (%)", number_cell(summary.completion_rate, kRateDecimals)});
  table.row({"Start Time", text_cell(facts.start_time)});
  table.row({"End Time", text_cell(facts.end_time)});
  table.row({"Interrupted", yes_no(facts.interrupted)});
  table.row({"Seed", count_cell(facts.seed)});
  table.row({"Output", text_cell_or_empty(facts.output)});
  table.row({"Manifest", text_cell_or_empty(facts.manifest_name)});
  table.row({"Manifest SHA-256", text_cell_or_empty(facts.manifest_sha256)});
  table.row({"StreamGuard Version", text_cell_or_empty(facts.streamguard_version)});
  table.row({"Sandbox", text_cell_or_empty(facts.sandbox)});
}

void write_collectors(Table& table, const facts::Facts& facts) {
  table.row({"COLLECTOR DETAILS"});
  table.row({"Collector", "Status", "Samples Collected", "Target Samples", "Duration (s)", "Success",
             "Collection Rate (samples/s)", "Rejected", "Duplicates", "Restarts", "Requests", "From Cache", "Error"});
  for (const facts::Collector& collector : facts.collectors) {
    facts::Text error;
    if (collector.error) error = collector.error->error_class + ": " + collector.error->message;
    table.row({text_cell(collector.name), text_cell(collector.status), count_cell(collector.samples_collected),
               count_cell(collector.target_samples), number_cell(collector.duration, kSecondsDecimals),
               yes_no(collector.success), number_cell(collector.rate(), kRateDecimals),
               count_cell(collector.rejected.total), count_cell(collector.duplicates), count_cell(collector.restarts),
               count_cell(collector.requests.made), count_cell(collector.requests.from_cache),
               text_cell_or_empty(error)});
  }
}

/// What each upstream allows and was asked for. Left out where the host did not tell.
void write_budgets(Table& table, const facts::Facts& facts) {
  if (!facts.budgets) return;
  table.blank();
  table.row({"REQUEST BUDGETS"});
  table.row({"Upstream", "Limit", "With Secret", "Requests", "Planned", "From Cache", "Local", "Bytes Received",
             "Retries", "Waited (s)", "Least Time (s)"});
  for (const facts::Budget& budget : *facts.budgets) {
    const facts::Requests& requests = budget.requests;
    table.row({text_cell(budget.upstream), text_cell_or_empty(budget.limit), yes_no(budget.authenticated),
               count_cell(requests.made), count_cell(budget.planned_requests), count_cell(requests.from_cache),
               count_cell(requests.local), count_cell(requests.bytes), count_cell(requests.retries),
               number_cell(requests.waited_seconds, kSecondsDecimals),
               number_cell(budget.planned_seconds, kSecondsDecimals)});
  }
}

using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

/// A block of its own, with a blank line before it: words with the samples that have them.
void write_counts(Table& table, const char* title, const char* column, const Entries& entries) {
  table.blank();
  table.row({title});
  table.row({column, "Samples"});
  for (const auto& [word, count] : entries) table.row({text_cell(word), count_cell(count)});
}

Entries in_order(const survey::Counts& counts, const std::string_view* first, const std::string_view* last) {
  Entries out;
  for (const auto* word = first; word != last; ++word) out.emplace_back(*word, counts.find(*word)->second);
  return out;
}

/// All words, most frequent first; what does not fit is one row at the end.
Entries by_count(const survey::Counts& counts) {
  survey::Ranking ranking = survey::ranked(counts, kRowsMost);
  if (ranking.left_out > 0) {
    ranking.first.emplace_back("(" + std::to_string(ranking.left_out) + " others)", ranking.rest);
  }
  return ranking.first;
}

void write_samples(Table& table, const survey::Tables& all) {
  table.blank();
  table.row({"SAMPLES"});
  table.row({"With Code", count_cell(all.with_code)});
  table.row({"Code Pairs", count_cell(all.pairs)});
  table.row({"Code Pairs From Real Fixes", count_cell(all.real_pairs)});
  table.row({"Functions", count_cell(all.functions)});
  write_counts(table, "KINDS", "Kind", by_count(all.kinds));
  write_counts(table, "LABEL TIERS", "Tier", in_order(all.tiers, std::begin(survey::kTiers), std::end(survey::kTiers)));
  write_counts(table, "SEVERITIES", "Severity",
               in_order(all.severities, std::begin(survey::kSeverities), std::end(survey::kSeverities)));
  Entries years;
  for (const auto& [year, count] : all.years) years.emplace_back(std::to_string(year), count);
  years.emplace_back(survey::kUnknown, all.without_year);
  write_counts(table, "YEARS OF PUBLICATION", "Year", years);
  write_counts(table, "LANGUAGES", "Language", by_count(all.languages));
  write_counts(table, "WEAKNESSES", "CWE", by_count(all.cwes));
  write_counts(table, "RECORD LICENCES", "Licence", by_count(all.record_licenses));
  write_counts(table, "CODE LICENCES", "Licence", by_count(all.code_licenses));
}

}  // namespace

std::string render(const facts::Facts& facts, const survey::Survey& survey, bool with_bom) {
  Table table;
  table.row({"StreamGuard Data Collection Report"});
  table.row({"Generated", text_cell(facts.report_generated)});
  table.blank();
  write_summary(table, facts);
  table.blank();
  write_collectors(table, facts);
  write_budgets(table, facts);
  write_samples(table, survey.all);
  return (with_bom ? std::string(kBom) : std::string()) + table.take();
}

}  // namespace streamguard::csv_report
