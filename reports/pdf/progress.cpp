#include <algorithm>
#include <map>

#include "chart.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

using facts::Collector;

constexpr std::size_t kNamed = 6;  // collectors that have a line of their own

LineChart::Series series_of(const Collector& collector, double end) {
  LineChart::Series out;
  out.name = collector.name;
  for (const facts::Point& point : *collector.progress) out.points.push_back({point.seconds, point.samples});
  // What was committed without a known time was there when the run ended.
  if (out.points.back().value < collector.samples_collected) {
    out.points.push_back({std::max(end, out.points.back().seconds), collector.samples_collected});
  }
  return out;
}

/// The sum of several, at each time at which one of them grows.
LineChart::Series sum_of(const std::vector<LineChart::Series>& all) {
  std::map<double, std::uint64_t> growth;
  for (const LineChart::Series& series : all) {
    std::uint64_t before = 0;
    for (const LineChart::Point& point : series.points) {
      growth[point.seconds] += point.value - before;
      before = point.value;
    }
  }
  LineChart::Series out;
  std::uint64_t total = 0;
  for (const auto& [seconds, value] : growth) {
    total += value;
    out.points.push_back({seconds, total});
  }
  return out;
}

}  // namespace

void draw_progress(Flow& flow, const Report& report) {
  std::vector<LineChart::Series> lines;
  std::uint64_t unknown = 0;
  for (const Collector& collector : report.facts.collectors) {
    if (collector.progress && !collector.progress->empty()) {
      lines.push_back(series_of(collector, report.facts.total_duration));
    } else if (collector.samples_collected > 0) {
      ++unknown;
    }
  }
  LineChart chart;
  chart.title = "Progress over time";
  chart.seconds = report.facts.total_duration;
  chart.note = "Samples committed, by the time since the run's start.";
  if (unknown > 0)
    chart.note += " The times are not known for " + counted(unknown, "collector") + " that brought samples.";
  if (lines.empty()) {
    flow.subheading(chart.title);
    flow.paragraph("The times at which samples were committed are not known for this run.");
    return;
  }
  const auto last = [](const LineChart::Series& series) { return series.points.back().value; };
  std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) { return last(a) > last(b); });
  LineChart::Series total = sum_of(lines);
  total.name = "Total";
  total.strong = true;
  if (lines.size() > kNamed + 1) {
    const std::vector<LineChart::Series> others(lines.begin() + kNamed, lines.end());
    lines.resize(kNamed);
    lines.push_back(sum_of(others));
    lines.back().name = count_words(others.size()) + " others";
  }
  for (LineChart::Series& series : lines) chart.series.push_back(series);
  if (chart.series.size() > 1) chart.series.push_back(total);
  draw_lines(flow, chart);
}

}  // namespace streamguard::pdf_report
