// The table of collectors, and what they could not use.
#include <algorithm>

#include "chart.hpp"
#include "numbers.hpp"
#include "sections.hpp"
#include "table.hpp"

namespace streamguard::html_report {
namespace {

using facts::Collector;
using facts::Facts;

struct StatusLook {
  std::string_view status, words;
  Literal tone, path;  ///< a class, and a drawing, so that colour is not all that tells
};

StatusLook look_of(std::string_view status) {
  static constexpr StatusLook kLooks[] = {
      {"completed", "completed", "good", "M3 8.5 6.5 12 13 4.5"},
      {"exhausted", "exhausted", "good", "M3 8.5 6.5 12 13 4.5"},
      {"failed", "failed", "bad", "M4 4 12 12M12 4 4 12"},
      {"interrupted", "interrupted", "wait", "M5 4V12M11 4V12"},
      {"running", "running", "wait", "M4 3 13 8 4 13Z"},
      {"pending", "not started", "plain", "M3 8H13"},
  };
  for (const StatusLook& look : kLooks) {
    if (look.status == status) return look;
  }
  return {status, status, "plain", "M3 8H13"};
}

Cell status_cell(const Collector& collector) {
  const StatusLook look = look_of(collector.status);
  Markup out;
  out.raw("<span").attribute("class", "status " + std::string(look.tone.text()));
  out.raw("><svg viewBox=\"0 0 16 16\" width=\"13\" height=\"13\" aria-hidden=\"true\"><path d=\"").raw(look.path);
  out.raw("\"/></svg>").text(look.words).raw("</span>");
  if (collector.error) {
    out.raw("<small><bdi>").text(collector.error->error_class, 200).raw("</bdi></small>");
  }
  return markup_cell(std::move(out), std::string(look.words));
}

Cell name_cell(const Collector& collector, std::size_t place) {
  Markup out;
  out.raw("<svg class=\"swatch\" aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\" rx=\"2\"");
  out.attribute("class", "f-" + series_colour(place)).raw("/></svg><bdi>").text(collector.name, 200).raw("</bdi>");
  std::string plugin = collector.plugin.value_or("");
  if (collector.version) plugin += " " + *collector.version;
  if (!plugin.empty()) out.raw("<small><bdi>").text(plugin, 200).raw("</bdi></small>");
  return markup_cell(std::move(out), visible(collector.name, 200));
}

Cell samples_cell(const Collector& collector) {
  Cell cell = count_cell(collector.samples_collected);
  if (!collector.target_samples || *collector.target_samples == 0) return cell;
  const double part =
      100.0 * static_cast<double>(collector.samples_collected) / static_cast<double>(*collector.target_samples);
  cell.content.raw(
      "<svg class=\"meter\" aria-hidden=\"true\"><rect width=\"100%\" height=\"6\" rx=\"3\"/><rect height=\"6\" "
      "rx=\"3\"");
  cell.content.attribute("width", decimal(std::min(part, 100.0), 2) + "%").raw("/></svg>");
  return cell;
}

Cell target_cell(const Collector& collector) {
  if (collector.target_samples) return count_cell(collector.target_samples);
  Cell cell;
  cell.number = true;
  cell.content.raw("<span class=\"not\">all there is</span>");
  return cell;
}

Markup rejected_table(const Facts& facts) {
  Table table("Records that were rejected, by reason", {"Reason", "Collector", "Records"});
  bool any = false;
  for (const Collector& collector : facts.collectors) {
    if (!collector.rejected.by_reason) continue;
    for (const auto& [reason, count] : *collector.rejected.by_reason) {
      table.row({text_cell(reason), text_cell(collector.name), count_cell(count)});
      any = true;
    }
  }
  Markup out;
  if (any) out.raw("<h3 class=\"sub\">Rejected records</h3>").add(table.markup());
  return out;
}

Markup quarantine_table(const Facts& facts) {
  constexpr std::size_t kUnitsMost = 50;
  Table table("Inputs that were put aside because collectors broke on them", {"Input", "Collector"});
  std::size_t shown = 0;
  std::size_t all = 0;
  for (const Collector& collector : facts.collectors) {
    if (!collector.quarantined) continue;
    for (const std::string& unit : *collector.quarantined) {
      if (++all > kUnitsMost) continue;
      table.row({text_cell(unit), text_cell(collector.name)});
      ++shown;
    }
  }
  Markup out;
  if (all == 0) return out;
  out.raw("<h3 class=\"sub\">Inputs put aside</h3>").add(table.markup());
  if (all > shown)
    out.raw("<p class=\"small\">").text(grouped(all - shown) + " more are in the JSON report.").raw("</p>");
  return out;
}

}  // namespace

Markup collectors_section(const Facts& facts, const survey::Survey& survey) {
  if (facts.collectors.empty()) {
    Markup out;
    return out.raw("<p class=\"note\">The run had no collector.</p>");
  }
  Table table("Collectors of the run", {"Collector", "Status", "Samples", "Target", "Code pairs", "This run",
                                        "Per second", "Time", "Rejected", "Duplicates", "Restarts"});
  std::size_t place = 0;
  for (const Collector& collector : facts.collectors) {
    table.row({name_cell(collector, place++), status_cell(collector), samples_cell(collector), target_cell(collector),
               count_cell(survey.of(collector.name).pairs), count_cell(collector.samples_this_run),
               rate_cell(collector.rate()), time_cell(collector.duration), count_cell(collector.rejected.total),
               count_cell(collector.duplicates), count_cell(collector.restarts)});
  }
  const auto& all = facts.collectors;
  const facts::Count this_run = sum(all, [](const Collector& c) { return c.samples_this_run; });
  facts::Number rate;
  if (this_run && facts.total_duration > 0) rate = static_cast<double>(*this_run) / facts.total_duration;
  table.foot(
      {text_cell("All"),
       text_cell(grouped(facts.summary.successful_collectors) + " of " + grouped(facts.summary.total_collectors)),
       count_cell(facts.summary.total_samples_collected), count_cell(facts.summary.total_target_samples),
       count_cell(survey.all.pairs), count_cell(this_run), rate_cell(rate), time_cell(facts.total_duration),
       count_cell(sum(all, [](const Collector& c) { return c.rejected.total; })),
       count_cell(sum(all, [](const Collector& c) { return c.duplicates; })),
       count_cell(sum(all, [](const Collector& c) { return c.restarts; }))});
  return table.markup().add(rejected_table(facts)).add(quarantine_table(facts));
}

}  // namespace streamguard::html_report
