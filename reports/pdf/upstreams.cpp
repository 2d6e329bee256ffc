#include <algorithm>

#include "chart.hpp"
#include "sections.hpp"
#include "survey/text.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using facts::Budget;
using facts::Collector;
using facts::Requests;

std::string seconds_words(const facts::Number& seconds) {
  return seconds ? duration_words(*seconds) : std::string(kNotKnown);
}

std::string size_words(const facts::Count& bytes) {
  return bytes ? survey::bytes_text(*bytes) : std::string(kNotKnown);
}

void append(Row& row, const Requests& requests) {
  row.insert(row.end(),
             {count_words(requests.made), count_words(requests.from_cache), count_words(requests.local),
              size_words(requests.bytes), count_words(requests.retries), seconds_words(requests.waited_seconds)});
}

const std::vector<Column> kTraffic = {{"Sent"}, {"From cache"}, {"Local"}, {"Received"}, {"Retries"}, {"Waited"}};

Table by_upstream(const std::vector<Budget>& budgets) {
  Table table;
  table.columns = {
      {"Upstream", Align::kLeft, kNameLines, true}, {"Limit", Align::kLeft, 2}, {"Token", Align::kLeft}, {"Planned"}};
  table.columns.insert(table.columns.end(), kTraffic.begin(), kTraffic.end());
  for (const Budget& budget : budgets) {
    const std::string token = !budget.authenticated ? std::string(kNotKnown) : *budget.authenticated ? "yes" : "no";
    Row row{{budget.upstream, kInk, Face::kStrong},
            budget.limit.value_or("none set"),
            token,
            count_words(budget.planned_requests)};
    append(row, budget.requests);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table by_collector(const facts::Facts& facts) {
  Table table;
  table.columns = {{"Collector", Align::kLeft, kNameLines, true}};
  table.columns.insert(table.columns.end(), kTraffic.begin(), kTraffic.end());
  Requests total;
  for (const Collector& collector : facts.collectors) {
    Row row{{collector.name, kInk, Face::kStrong}};
    append(row, collector.requests);
    table.rows.push_back(std::move(row));
  }
  const auto& all = facts.collectors;
  total.made = facts::sum(all, [](const Collector& c) { return c.requests.made; });
  total.from_cache = facts::sum(all, [](const Collector& c) { return c.requests.from_cache; });
  total.local = facts::sum(all, [](const Collector& c) { return c.requests.local; });
  total.bytes = facts::sum(all, [](const Collector& c) { return c.requests.bytes; });
  total.retries = facts::sum(all, [](const Collector& c) { return c.requests.retries; });
  double waited = 0;
  bool known = true;
  for (const Collector& collector : all) {
    known = known && collector.requests.waited_seconds.has_value();
    waited += collector.requests.waited_seconds.value_or(0);
  }
  if (known) total.waited_seconds = waited;
  Row row{"Total"};
  append(row, total);
  table.total = std::move(row);
  return table;
}

void draw_budgets(Flow& flow, const std::vector<Budget>& budgets) {
  SplitChart chart;
  chart.title = "Request budgets";
  chart.note =
      "Requests by upstream and by who answered them. Planned: what the collectors expected to ask when the run began; "
      "a red "
      "line marks it where it is not far beyond the bars.";
  chart.parts = {
      {"Sent upstream", kAccent}, {"From the cache", kAccentMid}, {"From a local mirror or recording", kAccentSoft}};
  chart.mark_name = "planned";
  for (const Budget& budget : budgets) {
    if (chart.lines.size() == kChartRows) break;
    chart.lines.push_back(
        {budget.upstream,
         {budget.requests.made.value_or(0), budget.requests.from_cache.value_or(0), budget.requests.local.value_or(0)},
         budget.planned_requests});
  }
  if (budgets.size() > kChartRows) chart.note += " The first " + count_words(kChartRows) + " upstreams.";
  draw_split(flow, chart);
}

}  // namespace

void draw_upstreams(Flow& flow, const Report& report) {
  flow.heading("Requests and budgets", 220);
  const facts::Facts& facts = report.facts;
  if (facts.budgets && !facts.budgets->empty()) {
    flow.paragraph(
        "Upstreams are asked within the limits that hold for them, and nothing is fetched twice. Waited: the time that "
        "requests "
        "waited for a limit or after an error, added up.");
    draw_table(flow, by_upstream(*facts.budgets), "By upstream");
    draw_budgets(flow, *facts.budgets);
  } else {
    flow.paragraph(facts.budgets ? "The collectors of this run were granted no upstream."
                                 : "What each upstream allows and was asked for is not known.");
  }
  if (facts.collectors.empty()) return;
  draw_table(flow, by_collector(facts), "By collector");
}

}  // namespace streamguard::pdf_report
