#include <algorithm>

#include "chart.hpp"
#include "sections.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using facts::Collector;
using facts::Facts;

constexpr std::size_t kMessageLines = 4;

Colour colour_of(const Collector& collector) {
  if (collector.success) return kGood;
  return collector.status == "failed" || collector.status == "interrupted" ? kBad : kMuted;
}

std::string reached(const Collector& collector) {
  if (!collector.target_samples || *collector.target_samples == 0) return std::string(kNotKnown);
  return share_words(std::min(collector.samples_collected, *collector.target_samples), *collector.target_samples);
}

Table outcomes(const Facts& facts) {
  Table table;
  table.columns = {{"Collector", Align::kLeft, kNameLines, true},
                   {"Status", Align::kLeft},
                   {"Samples collected"},
                   {"Target"},
                   {"Reached"},
                   {"Duration"},
                   {"Per second"},
                   {"Rejected"},
                   {"Duplicates"},
                   {"Restarts"}};
  for (const Collector& c : facts.collectors) {
    const facts::Number rate = c.rate();
    table.rows.push_back({{c.name, kInk, Face::kStrong},
                          {c.status, colour_of(c)},
                          count_words(c.samples_collected),
                          c.target_samples ? count_words(*c.target_samples) : std::string("all"),
                          reached(c),
                          duration_words(c.duration),
                          rate ? rate_words(*rate) : std::string(kNotKnown),
                          count_words(c.rejected.total),
                          count_words(c.duplicates),
                          count_words(c.restarts)});
  }
  const auto total = [&](facts::Count (*count_of)(const Collector&)) {
    return count_words(facts::sum(facts.collectors, count_of));
  };
  const Goal goal = goal_of(facts);
  table.total = Row{"Total",
                    "",
                    count_words(facts.summary.total_samples_collected),
                    count_words(goal.samples),
                    goal.reached ? percent_words(*goal.reached) : std::string(kNotKnown),
                    duration_words(facts.total_duration),
                    "",
                    total([](const Collector& c) { return c.rejected.total; }),
                    total([](const Collector& c) { return c.duplicates; }),
                    total([](const Collector& c) { return c.restarts; })};
  return table;
}

void draw_failures(Flow& flow, const Facts& facts) {
  Table table;
  table.columns = {{"Collector", Align::kLeft, kNameLines, true},
                   {"Status", Align::kLeft},
                   {"Class", Align::kLeft},
                   {"What it said", Align::kLeft, kMessageLines}};
  for (const Collector& c : facts.collectors) {
    if (!c.error) continue;
    table.rows.push_back(
        {{c.name, kInk, Face::kStrong}, {c.status, colour_of(c)}, c.error->error_class, c.error->message});
  }
  if (table.rows.empty()) return;
  draw_table(flow, std::move(table), "Errors");
  flow.note(
      "The last error of each collector that had one. A collector that did its work may have met one on the way.");
}

}  // namespace

void draw_collectors(Flow& flow, const Report& report) {
  flow.heading("Collectors");
  if (report.facts.collectors.empty()) {
    flow.paragraph("This run had no collectors.");
    return;
  }
  draw_table(flow, outcomes(report.facts));
  flow.note(
      "Target \"all\": the collector was to take everything that its source holds. Exhausted: it did. Per second "
      "counts "
      "the "
      "samples of this run only; \xE2\x80\x93 stands for what is not known or does not apply.");
  draw_failures(flow, report.facts);
}

}  // namespace streamguard::pdf_report
