#include <algorithm>
#include <map>

#include "sections.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using facts::Collector;

constexpr std::size_t kReasons = 30, kUnits = 30;
constexpr std::size_t kReasonLines = 3;

struct Reason {
  std::uint64_t count = 0;
  std::vector<std::string> collectors;
};

std::map<std::string, Reason> reasons_of(const facts::Facts& facts) {
  std::map<std::string, Reason> out;
  for (const Collector& collector : facts.collectors) {
    if (!collector.rejected.by_reason) continue;
    for (const auto& [words, count] : *collector.rejected.by_reason) {
      Reason& reason = out[words];
      reason.count += count;
      reason.collectors.push_back(collector.name);
    }
  }
  return out;
}

void draw_reasons(Flow& flow, const facts::Facts& facts) {
  const auto all = reasons_of(facts);
  std::vector<std::pair<std::string, Reason>> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  std::uint64_t total = 0, rest = 0;
  Table table;
  table.columns = {{"Reason", Align::kLeft, kReasonLines}, {"Collectors", Align::kLeft, kReasonLines}, {"Records"}};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    total += sorted[i].second.count;
    if (i >= kReasons) {
      rest += sorted[i].second.count;
      continue;
    }
    table.rows.push_back(
        {sorted[i].first, list_words(sorted[i].second.collectors), count_words(sorted[i].second.count)});
  }
  if (rest > 0)
    table.rows.push_back({{counted(sorted.size() - kReasons, "other reason"), kMuted}, "", count_words(rest)});
  if (table.rows.empty()) {
    const auto known = facts::sum(facts.collectors, [](const Collector& c) { return c.rejected.total; });
    flow.paragraph(
        !known        ? "Not known for every collector; where it is known, no record was rejected for a reason on file."
        : *known == 0 ? "No record was rejected."
                      : counted(*known, "record was", "records were") + " rejected; the reasons are not known.");
    return;
  }
  table.total = Row{"Total", "", count_words(total)};
  draw_table(flow, std::move(table));
}

void draw_units(Flow& flow, const facts::Facts& facts) {
  Table table;
  table.columns = {{"Collector", Align::kLeft, kNameLines, true}, {"Unit", Align::kLeft, 2}};
  std::uint64_t more = 0;
  for (const Collector& collector : facts.collectors) {
    if (!collector.quarantined) continue;
    for (const std::string& unit : *collector.quarantined) {
      if (table.rows.size() < kUnits) {
        table.rows.push_back({{collector.name, kInk, Face::kStrong}, unit});
      } else {
        ++more;
      }
    }
  }
  if (table.rows.empty()) return;
  draw_table(flow, std::move(table), "Input units put aside");
  flow.note(
      "A collector crashed on each of these several times; it went on without them. What they hold is not in the "
      "data.");
  if (more > 0) flow.note(counted(more, "more unit is", "more units are") + " not listed.");
}

}  // namespace

void draw_losses(Flow& flow, const Report& report) {
  flow.heading("What was left out");
  flow.subheading("Records rejected, by reason");
  draw_reasons(flow, report.facts);
  draw_units(flow, report.facts);
}

}  // namespace streamguard::pdf_report
