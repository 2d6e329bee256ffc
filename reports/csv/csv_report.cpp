#include "csv_report.hpp"

#include <string_view>
#include <vector>

#include "cell.hpp"

namespace streamguard::csv_report {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr int kSecondsDecimals = 3;
constexpr int kRateDecimals = 2;

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

}  // namespace

std::string render(const facts::Facts& facts, bool with_bom) {
  Table table;
  table.row({"StreamGuard Data Collection Report"});
  table.row({"Generated", text_cell(facts.report_generated)});
  table.blank();
  write_summary(table, facts);
  table.blank();
  write_collectors(table, facts);
  return (with_bom ? std::string(kBom) : std::string()) + table.take();
}

}  // namespace streamguard::csv_report
