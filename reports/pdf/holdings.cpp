#include <algorithm>

#include "chart.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using survey::Tables;

constexpr std::size_t kLanguages = 12, kWeaknesses = 15;
constexpr unsigned kFirstYear = 1970;
constexpr std::size_t kYears = 40;

std::string capitalised(std::string_view word) {
  std::string out(word);
  std::replace(out.begin(), out.end(), '_', ' ');
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

Bar bar_of(const std::string& word, std::uint64_t count) {
  const bool open = word == survey::kUnknown || word == survey::kOthers || word.empty();
  return {word.empty() ? std::string("(none)") : word, count, open ? kGrey : kAccent};
}

BarChart ranking(const survey::Counts& counts, std::size_t most) {
  BarChart chart;
  survey::Ranking ranking = survey::ranked(counts, most);
  if (ranking.left_out == 1) ranking = survey::ranked(counts, most + 1);  // it takes no more room than its sum
  for (const auto& [word, count] : ranking.first) chart.bars.push_back(bar_of(word, count));
  if (ranking.left_out > 0 && ranking.rest <= chart.bars.front().value) {
    chart.bars.push_back({counted(ranking.left_out, "other"), ranking.rest, kGrey});
  } else if (ranking.left_out > 0) {  // would dwarf what is to be seen
    chart.note = " " + counted(ranking.left_out, "other is", "others are") +
                 " not shown: " + count_words(ranking.rest) + " together.";
  }
  return chart;
}

SplitChart sources(const Report& report) {
  SplitChart chart;
  chart.title = "Samples by source";
  chart.note = "Each collector's samples, by the code that they hold.";
  chart.parts = {{"Pairs before and after a fix", kAccent}, {"Other code", kAccentMid}, {"No code", kAccentSoft}};
  std::vector<SplitChart::Line> lines;
  for (const facts::Collector& collector : report.facts.collectors) {
    const Tables& tables = report.survey.of(collector.name);
    const std::uint64_t other = tables.with_code - std::min(tables.with_code, tables.pairs);
    lines.push_back(
        {collector.name, {tables.pairs, other, tables.samples - std::min(tables.samples, tables.with_code)}, {}});
  }
  if (lines.size() > kChartRows) {
    const auto sum = [](const SplitChart::Line& line) { return line.values[0] + line.values[1] + line.values[2]; };
    std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) { return sum(a) > sum(b); });
    SplitChart::Line rest{counted(lines.size() - kChartRows + 1, "other"), {0, 0, 0}, {}};
    for (std::size_t i = kChartRows - 1; i < lines.size(); ++i) {
      for (std::size_t part = 0; part < rest.values.size(); ++part) rest.values[part] += lines[i].values[part];
    }
    lines.resize(kChartRows - 1);
    lines.push_back(rest);
  }
  chart.lines = lines;
  return chart;
}

BarChart kinds(const Tables& all) {
  BarChart chart = ranking(all.kinds, kLanguages);
  for (Bar& bar : chart.bars) bar.label = capitalised(bar.label);
  chart.title = "Samples by kind";
  chart.note = "Share of all samples." + chart.note;
  chart.whole = all.samples;
  return chart;
}

BarChart severities(const Tables& all) {
  BarChart chart;
  chart.title = "Samples by severity";
  chart.note = "As the upstreams rate them; share of all samples.";
  chart.whole = all.samples;
  for (const std::string_view word : survey::kSeverities) {
    const auto found = all.severities.find(word);
    const std::uint64_t count = found == all.severities.end() ? 0 : found->second;
    chart.bars.push_back({capitalised(word), count, word == survey::kUnknown ? kGrey : kAccent});
  }
  return chart;
}

BarChart languages(const Tables& all) {
  BarChart chart = ranking(all.languages, kLanguages);
  chart.title = "Samples by language";
  chart.note = "Of the " + counted(all.with_code, "sample") + " that hold" + (all.with_code == 1 ? "s" : "") +
               " code." + chart.note;
  chart.whole = all.with_code;
  return chart;
}

BarChart weaknesses(const Tables& all) {
  BarChart chart = ranking(all.cwes, kWeaknesses);
  for (Bar& bar : chart.bars) {
    const std::string_view name = survey::cwe_name(bar.label);
    if (!name.empty()) bar.label += "  " + std::string(name);
  }
  chart.title = "Samples by weakness (CWE)";
  chart.note = "Of the " + counted(all.with_cwe, "sample") + " that name" + (all.with_cwe == 1 ? "s" : "") +
               " one. A sample with several counts under each; " +
               count_words(all.samples - std::min(all.samples, all.with_cwe)) + " name none." + chart.note;
  return chart;
}

ColumnChart years(const Report& report) {
  const Tables& all = report.survey.all;
  ColumnChart chart;
  chart.title = "Samples by year of publication";
  const auto now = parse_moment(report.facts.report_generated);
  const unsigned last_believed = now ? static_cast<unsigned>(now->year) + 1 : 9999;
  std::uint64_t strange = 0, earlier = 0;
  unsigned first = 0, last = 0;
  for (const auto& [year, count] : all.years) {
    if (year < kFirstYear || year > last_believed) {
      strange += count;
      continue;
    }
    first = first == 0 ? year : first;
    last = year;
  }
  if (last != 0) {
    first = std::max(first, last + 1 > kYears ? last + 1 - static_cast<unsigned>(kYears) : 0);
    for (unsigned year = first; year <= last; ++year) {
      const auto found = all.years.find(year);
      chart.columns.emplace_back(std::to_string(year), found == all.years.end() ? 0 : found->second);
    }
    for (const auto& [year, count] : all.years) earlier += year >= kFirstYear && year < first ? count : 0;
  }
  chart.note = count_words(all.without_year) + " without a date are not shown";
  if (earlier > 0) chart.note += ", nor " + count_words(earlier) + " from before " + std::to_string(first);
  if (strange > 0) chart.note += ", nor " + count_words(strange) + " with a year that cannot be";
  chart.note += ".";
  return chart;
}

}  // namespace

void draw_holdings(Flow& flow, const Report& report) {
  flow.heading("What was collected", 220);
  const Tables& all = report.survey.all;
  if (all.samples != report.facts.summary.total_samples_collected) {
    flow.note("These charts count the " + counted(all.samples, "sample") +
              " that could be read when the report was made; the run counted " +
              count_words(report.facts.summary.total_samples_collected) + ".");
  }
  if (all.samples == 0) {
    flow.paragraph("There are no samples to describe.");
    return;
  }
  draw_split(flow, sources(report));
  draw_bars(flow, kinds(all), severities(all));
  draw_bars(flow, languages(all));
  draw_bars(flow, weaknesses(all));
  draw_columns(flow, years(report));
}

}  // namespace streamguard::pdf_report
