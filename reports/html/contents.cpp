// What the records hold: charts of the survey's tables.
#include <algorithm>

#include "chart.hpp"
#include "numbers.hpp"
#include "sections.hpp"

namespace streamguard::html_report {
namespace {

using facts::Collector;
using facts::Facts;
using survey::Counts;
using survey::Survey;

constexpr std::size_t kBarsMost = 12;

/// The most frequent words and, in one bar of another colour, the rest.
std::vector<Bar> ranked_bars(const Counts& counts, std::string_view (*note_of)(std::string_view)) {
  const survey::Ranking ranking = survey::ranked(counts, kBarsMost);
  std::vector<Bar> bars;
  for (const auto& [word, count] : ranking.first) {
    Bar bar;
    bar.word = word;
    if (note_of != nullptr) bar.note = note_of(word);
    bar.value = count;
    bars.push_back(std::move(bar));
  }
  if (ranking.left_out > 0) {
    Bar rest;
    rest.word = counted(ranking.left_out, "other", "others");
    rest.value = ranking.rest;
    rest.colour = "rest";
    bars.push_back(std::move(rest));
  }
  return bars;
}

/// One bar for each word of a fixed list, in its order.
template <class Words>
std::vector<Bar> listed_bars(const Counts& counts, const Words& words, std::string_view unlabelled) {
  std::vector<Bar> bars;
  for (const std::string_view word : words) {
    const auto at = counts.find(word);
    Bar bar;
    bar.word = word == "none" && !unlabelled.empty() ? unlabelled : word;
    bar.value = at == counts.end() ? 0 : at->second;
    bar.colour = word;
    bars.push_back(std::move(bar));
  }
  return bars;
}

Markup by_collector(const Facts& facts) {
  BarChart chart;
  chart.words = {"sources", "By source", "Committed samples of each collector", "Collector", "Samples"};
  chart.whole = facts.summary.total_samples_collected;
  std::size_t place = 0;
  for (const Collector& collector : facts.collectors) {
    chart.bars.push_back(
        {collector.name, "", collector.samples_collected, series_colour(place++), collector.target_samples});
    if (collector.target_samples) chart.mark = "Target";
  }
  return bar_chart(chart);
}

/// The record's word for a kind, as people say it; a word that is not of the schema stays as it is.
struct KindLook {
  std::string_view kind, words, note;
};
constexpr KindLook kKinds[] = {{"function_pair", "Function pair", "a real fix"},
                               {"file_pair", "File pair", "a real fix"},
                               {"synthetic_pair", "Synthetic pair", "made here"},
                               {"advisory", "Advisory", "no code"},
                               {"exploit", "Exploit", "attacking code"}};

std::vector<Bar> kind_bars(const Counts& kinds) {
  std::vector<Bar> bars = ranked_bars(kinds, nullptr);
  for (Bar& bar : bars) {
    for (const KindLook& look : kKinds) {
      if (bar.word != look.kind) continue;
      bar.word = look.words;
      bar.note = look.note;
    }
  }
  return bars;
}

/// Repositories without the https:// that all of them have.
std::vector<Bar> repository_bars(const Counts& repositories) {
  constexpr std::string_view kScheme = "https://";
  std::vector<Bar> bars = ranked_bars(repositories, nullptr);
  for (Bar& bar : bars) {
    if (bar.word.rfind(kScheme, 0) == 0) bar.word.erase(0, kScheme.size());
  }
  return bars;
}

/// Pairs without a tier have a bar only where they are others than the synthetic ones, which never have one.
Markup tier_chart(const survey::Tables& all) {
  BarChart chart;
  chart.words = {"tiers", "By trust in the label", "Of the " + counted(all.pairs, "pair", "pairs") + " of code", "Tier",
                 "Pairs"};
  chart.bars = listed_bars(all.pair_tiers, survey::kTiers, "no tier");
  chart.whole = all.pairs;
  const std::uint64_t synthetic = all.pairs - std::min(all.pairs, all.real_pairs);
  if (synthetic > 0 && chart.bars.back().value == synthetic) {
    chart.bars.pop_back();
    chart.whole = all.real_pairs;
    chart.words.text = "Of the " + counted(all.real_pairs, "pair", "pairs") + " from real repositories; the " +
                       grouped(synthetic) + " synthetic ones have no tier";
  }
  return bar_chart(chart);
}

BarChart chart_of(ChartWords words, std::vector<Bar> bars, std::uint64_t whole) {
  BarChart chart;
  chart.words = std::move(words);
  chart.bars = std::move(bars);
  chart.whole = whole;
  return chart;
}

/// The years up to the report's own and the one after it, for clocks that are ahead; a record may name any year.
Markup by_year(const Facts& facts, const survey::Tables& all) {
  constexpr unsigned kYearsMost = 60;
  YearChart chart;
  chart.words = {"years", "By year of publication", "", "Year", "Samples"};
  unsigned last = 0;
  for (const char c : std::string_view(facts.end_time).substr(0, 4)) {
    last = last * 10 + (c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') : 0U);
  }
  ++last;
  std::uint64_t outside = 0;
  for (const auto& [year, count] : all.years) {
    if (year <= last && year + kYearsMost > last) {
      chart.years.push_back({year, count});
    } else {
      outside += count;
    }
  }
  chart.words.text = all.without_year == 0 ? "Every sample has a date of publication"
                                           : counted(all.without_year, "sample has", "samples have") +
                                                 " no date of publication and no column here";
  if (outside > 0)
    chart.words.text += "; " + counted(outside, "sample names", "samples name") + " a year outside of it";
  return chart.years.empty() ? Markup() : year_chart(chart);
}

}  // namespace

Markup contents_words(const Survey& survey) {
  Markup out;
  out.text("All " + counted(survey.all.samples, "committed sample was", "committed samples were"))
      .raw(" counted for this. ");
  return out.raw(
      "A sample with several weaknesses counts under each of them; in every other chart it counts once at most.");
}

Markup contents_charts(const Facts& facts, const Survey& survey) {
  const survey::Tables& all = survey.all;
  Markup out = by_collector(facts);
  out.add(bar_chart(chart_of({"kinds", "By kind", "", "Kind", "Samples"}, kind_bars(all.kinds), all.samples)));
  if (!all.languages.empty()) {
    out.add(bar_chart(
        chart_of({"languages", "By language",
                  "Of the " + counted(all.with_code, "sample", "samples") + " that hold code", "Language", "Samples"},
                 ranked_bars(all.languages, nullptr), all.with_code)));
  }
  if (!all.cwes.empty()) {
    out.add(bar_chart(
        chart_of({"cwes", "By weakness (CWE)",
                  "Of the " + counted(all.with_cwe, "sample", "samples") + " that name one", "Weakness", "Samples"},
                 ranked_bars(all.cwes, survey::cwe_name), all.with_cwe)));
  }
  out.add(bar_chart(
      chart_of({"severities", "By severity", "The highest that the sample's record gives", "Severity", "Samples"},
               listed_bars(all.severities, survey::kSeverities, ""), all.samples)));
  if (all.pairs > 0) out.add(tier_chart(all));
  out.add(by_year(facts, all));
  out.add(bar_chart(chart_of({"licences", "By licence of the record", "", "Licence", "Samples"},
                             ranked_bars(all.record_licenses, nullptr), all.samples)));
  if (!all.repositories.empty()) {
    std::uint64_t fixes = 0;
    for (const auto& [repository, count] : all.repositories) fixes += count;
    out.add(bar_chart(
        chart_of({"repositories", "By repository",
                  "Of the " + counted(fixes, "sample", "samples") + " with a fix in one", "Repository", "Samples"},
                 repository_bars(all.repositories), fixes)));
  }
  return out;
}

}  // namespace streamguard::html_report
