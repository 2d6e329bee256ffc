#include <algorithm>

#include "chart.hpp"
#include "sections.hpp"
#include "table.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using survey::Counts;
using survey::Tables;

constexpr std::size_t kMethodLines = 3;
constexpr std::size_t kLicences = 20;

std::uint64_t count_in(const Counts& counts, std::string_view word) {
  const auto found = counts.find(word);
  return found == counts.end() ? 0 : found->second;
}

/// Rows in the order of the tiers, then by count: `methods` has words like "gold: one_function".
Table by_method(const Tables& all) {
  Table table;
  table.columns = {{"Tier", Align::kLeft},
                   {"Method", Align::kLeft},
                   {"How the label was made", Align::kLeft, kMethodLines},
                   {"Samples"},
                   {"Share"}};
  for (const std::string_view tier : survey::kTiers) {
    Counts methods;
    const std::string start = std::string(tier) + ": ";
    for (const auto& [word, count] : all.methods) {
      if (word.rfind(start, 0) == 0) methods[word.substr(start.size())] = count;
    }
    for (const auto& [method, count] : survey::ranked(methods, methods.size()).first) {
      std::string name = method;
      std::replace(name.begin(), name.end(), '_', ' ');
      table.rows.push_back({{std::string(tier), kInk, Face::kStrong},
                            name,
                            {std::string(survey::method_words(method)), kMuted},
                            count_words(count),
                            share_words(count, all.samples)});
    }
  }
  table.total = Row{"Total", "", "", count_words(all.samples), share_words(all.samples, all.samples)};
  return table;
}

Table by_collector(const Report& report) {
  Table table;
  table.columns = {
      {"Collector", Align::kLeft, kNameLines, true}, {"Gold"}, {"Silver"}, {"Bronze"}, {"No tier"}, {"Samples"}};
  const auto row = [](const Cell& name, const Tables& tables) {
    return Row{name,
               count_words(count_in(tables.tiers, "gold")),
               count_words(count_in(tables.tiers, "silver")),
               count_words(count_in(tables.tiers, "bronze")),
               count_words(count_in(tables.tiers, "none")),
               count_words(tables.samples)};
  };
  for (const facts::Collector& collector : report.facts.collectors) {
    table.rows.push_back(row({collector.name, kInk, Face::kStrong}, report.survey.of(collector.name)));
  }
  table.total = row("Total", report.survey.all);
  return table;
}

Table licences(const Counts& counts, std::uint64_t whole, const char* what) {
  Table table;
  table.columns = {{"Licence", Align::kLeft}, {what}, {"Share"}};
  const survey::Ranking ranking = survey::ranked(counts, kLicences);
  for (const auto& [name, count] : ranking.first) {
    const bool unknown = name == survey::kUnknown;
    table.rows.push_back({{unknown ? std::string("not known") : name, unknown ? kBad : kInk},
                          count_words(count),
                          share_words(count, whole)});
  }
  if (ranking.left_out > 0) {
    table.rows.push_back({{counted(ranking.left_out, "other licence"), kMuted},
                          count_words(ranking.rest),
                          share_words(ranking.rest, whole)});
  }
  table.total = Row{"Total", count_words(whole), share_words(whole, whole)};
  return table;
}

}  // namespace

void draw_labels(Flow& flow, const Report& report) {
  const Tables& all = report.survey.all;
  if (all.samples == 0) return;
  flow.heading("How far labels may be trusted", 200);
  flow.paragraph(
      "A label says that code before a fix is vulnerable and code after it is not. No label was checked by a person; "
      "each has a "
      "tier for how it was made.");
  std::vector<std::string> tiers;
  for (const std::string_view tier : survey::kTiers) {
    tiers.push_back(std::string(tier == "none"     ? "No tier"
                                : tier == "gold"   ? "Gold"
                                : tier == "silver" ? "Silver"
                                                   : "Bronze") +
                    ": " + std::string(survey::tier_words(tier)));
  }
  flow.bullets(tiers);
  draw_table(flow, by_method(all), "Labels by tier and method");
  draw_table(flow, by_collector(report), "Labels by collector");
}

void draw_licences(Flow& flow, const Report& report) {
  const Tables& all = report.survey.all;
  if (all.samples == 0) return;
  flow.heading("Licences");
  flow.paragraph(
      "Collected data stays under its upstream's terms. The record and the code in it may be under different ones. Not "
      "known does not mean free.");
  draw_table(flow, licences(all.record_licenses, all.samples, "Samples"), "Of the records");
  if (all.with_code > 0) {
    draw_table(flow, licences(all.code_licenses, all.with_code, "Samples with code"), "Of the code");
    return;
  }
  flow.subheading("Of the code");
  flow.paragraph("No sample holds code.");
}

}  // namespace streamguard::pdf_report
