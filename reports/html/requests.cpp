// What was asked of the upstreams, under which limits, and how the samples came in over time.
#include <algorithm>

#include "chart.hpp"
#include "numbers.hpp"
#include "sections.hpp"
#include "table.hpp"

namespace streamguard::html_report {
namespace {

using facts::Budget;
using facts::Collector;
using facts::Facts;

Cell yes_no_cell(const std::optional<bool>& value) {
  if (!value) return unknown_cell();
  return text_cell(*value ? "yes" : "no");
}

Markup budget_chart(const std::vector<Budget>& budgets) {
  BarChart chart;
  chart.words = {"budgets", "Requests by upstream",
                 "Sent over the network in this run; what the cache or a mirror answered is not among them", "Upstream",
                 "Sent"};
  for (const Budget& budget : budgets) {
    Bar bar;
    bar.word = budget.upstream;
    bar.note = budget.limit.value_or("no limit set");
    bar.value = budget.requests.made.value_or(0);
    bar.mark = budget.planned_requests;
    if (bar.mark) chart.mark = "Expected when the run began";
    chart.bars.push_back(std::move(bar));
  }
  return bar_chart(chart);
}

Markup budget_table(const std::vector<Budget>& budgets) {
  Table table("Upstreams: what each allows and was asked for",
              {"Upstream", "Limit", "With a secret", "Sent", "Expected", "From cache", "From a mirror", "Received",
               "Retries", "Waited", "Least time"});
  for (const Budget& budget : budgets) {
    const facts::Requests& requests = budget.requests;
    table.row({text_cell(budget.upstream), text_cell(budget.limit.value_or("none set")),
               yes_no_cell(budget.authenticated), count_cell(requests.made), count_cell(budget.planned_requests),
               count_cell(requests.from_cache), count_cell(requests.local), size_cell(requests.bytes),
               count_cell(requests.retries), time_cell(requests.waited_seconds), time_cell(budget.planned_seconds)});
  }
  return table.markup();
}

Markup collector_table(const Facts& facts) {
  Table table("Requests by collector",
              {"Collector", "Sent", "From cache", "From a mirror", "Received", "Retries", "Waited for limits"});
  for (const Collector& collector : facts.collectors) {
    const facts::Requests& requests = collector.requests;
    table.row({text_cell(collector.name), count_cell(requests.made), count_cell(requests.from_cache),
               count_cell(requests.local), size_cell(requests.bytes), count_cell(requests.retries),
               time_cell(requests.waited_seconds)});
  }
  return table.markup();
}

/// A chart of bars needs every number; where one is unknown the table says so and nothing is drawn.
bool all_known(const std::vector<Budget>& budgets) {
  for (const Budget& budget : budgets) {
    if (!budget.requests.made) return false;
  }
  return true;
}

}  // namespace

Markup requests_section(const Facts& facts) {
  Markup out;
  out.raw(
      "<p class=\"section-text\">Upstreams set limits, and the host keeps them: a collector waits for its turn. What "
      "was "
      "fetched once is answered from the cache.</p>");
  if (facts.budgets && !facts.budgets->empty()) {
    if (all_known(*facts.budgets)) out.add(budget_chart(*facts.budgets));
    out.raw("<h3 class=\"sub\">Upstreams</h3>").add(budget_table(*facts.budgets));
  } else {
    out.raw("<p class=\"note\">")
        .raw(facts.budgets ? Literal("No collector of this run asks an upstream for anything.")
                           : Literal("The budgets of this run are not known."));
    out.raw("</p>");
  }
  if (!facts.collectors.empty()) out.raw("<h3 class=\"sub\">Collectors</h3>").add(collector_table(facts));
  return out;
}

Markup progress_section(const Facts& facts) {
  ProgressChart chart;
  chart.words = {"progress", "Committed samples over time",
                 "Each step is a commit; what earlier runs had committed is "
                 "there from the start",
                 "Collector", "Samples"};
  std::string missing;
  for (const Collector& collector : facts.collectors) {
    Series series;
    series.name = collector.name;
    if (!collector.progress) missing += (missing.empty() ? "" : ", ") + collector.name;
    for (const facts::Point& point : collector.progress.value_or(std::vector<facts::Point>())) {
      series.points.emplace_back(point.seconds, point.samples);
      chart.seconds = std::max(chart.seconds, point.seconds);
    }
    chart.series.push_back(std::move(series));
  }
  chart.seconds = std::max(chart.seconds, facts.total_duration);
  bool any = false;
  for (const Series& series : chart.series) any = any || !series.points.empty();
  Markup out;
  if (!any)
    return out.raw("<p class=\"note\">The times of this run's commits are not known, so there is nothing to draw.</p>");
  out.add(progress_chart(chart));
  if (!missing.empty()) {
    out.raw("<p class=\"small\">Not drawn, as their times are not known: <bdi>").text(missing).raw("</bdi></p>");
  }
  return out;
}

}  // namespace streamguard::html_report
