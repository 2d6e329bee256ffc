#include "sections.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

std::string whole_run(const facts::Facts& facts, facts::Count (*count_of)(const facts::Collector&)) {
  return count_words(facts::sum(facts.collectors, count_of));
}

Table key_numbers(const Report& report) {
  const facts::Facts& facts = report.facts;
  const survey::Tables& all = report.survey.all;
  const Goal goal = goal_of(facts);
  Table table;
  table.columns = {{"Number", Align::kLeft}, {"Value"}, {"What it counts", Align::kLeft, 2}};
  const auto row = [&](const char* name, const std::string& value, const char* meaning) {
    table.rows.push_back({{name, kInk, Face::kStrong}, value, {meaning, kMuted}});
  };
  row("Samples collected", count_words(facts.summary.total_samples_collected),
      "Committed, by this run and those that it continues");
  row("Target", count_words(goal.samples), "Of the collectors that have one");
  row("Reached", goal.reached ? percent_words(*goal.reached) : std::string(kNotKnown),
      "Of that target; what goes beyond it does not count");
  row("With code", count_words(all.with_code), "Samples that hold any code");
  row("Pairs", count_words(all.pairs), "Code before and after a fix");
  row("Real pairs", count_words(all.real_pairs), "The same without those made from templates");
  row("Rejected", whole_run(facts, [](const facts::Collector& c) { return c.rejected.total; }),
      "Records that failed the checks");
  row("Duplicates", whole_run(facts, [](const facts::Collector& c) { return c.duplicates; }),
      "Samples that were there already and are stored once");
  row("Requests sent", whole_run(facts, [](const facts::Collector& c) { return c.requests.made; }),
      "To upstreams, over the network");
  return table;
}

}  // namespace

void draw_summary(Flow& flow, const Report& report) {
  const Narrative& narrative = report.narrative;
  flow.heading("Executive summary");
  flow.callout(narrative.headline, colour_of(narrative.outcome));
  for (const std::string& paragraph : narrative.paragraphs) flow.paragraph(paragraph);
  flow.subheading("What needs attention");
  if (narrative.attention.empty()) {
    flow.paragraph(narrative.calm);
  } else {
    flow.bullets(narrative.attention);
  }
  flow.subheading("What is not known");
  if (narrative.unknown.empty()) {
    flow.paragraph("Nothing that this report would need is missing.");
  } else {
    flow.bullets(narrative.unknown);
  }
  draw_table(flow, key_numbers(report), "Key numbers");
}

}  // namespace streamguard::pdf_report
