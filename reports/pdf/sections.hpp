/// sections.hpp: the report's parts, in the order in which they stand. Each draws itself into the flow.
#pragma once

#include "facts/facts.hpp"
#include "flow.hpp"
#include "narrative.hpp"
#include "survey/survey.hpp"

namespace streamguard::pdf_report {

struct Report {
  const facts::Facts& facts;
  const survey::Survey& survey;
  const Narrative& narrative;
  std::string title;
};

constexpr Colour colour_of(Outcome outcome) {
  return outcome == Outcome::kSuccess ? kGood : outcome == Outcome::kMixed ? kAccentMid : kBad;
}

/// The first page but for the contents; gives where they begin.
double draw_title_page(Flow& flow, const Report& report, Tag contents);
/// When all pages are there.
void draw_contents(Flow& flow, Tag tag, double y);

void draw_summary(Flow& flow, const Report& report);
void draw_collectors(Flow& flow, const Report& report);
void draw_progress(Flow& flow, const Report& report);
void draw_holdings(Flow& flow, const Report& report);
void draw_labels(Flow& flow, const Report& report);
void draw_licences(Flow& flow, const Report& report);
void draw_losses(Flow& flow, const Report& report);
void draw_upstreams(Flow& flow, const Report& report);
void draw_provenance(Flow& flow, const Report& report);

constexpr std::size_t kNameLines = 5;   ///< of a collector or an upstream in a table
constexpr std::size_t kChartRows = 24;  ///< of a chart; what is left out is added up

}  // namespace streamguard::pdf_report
