#include <algorithm>
#include <array>
#include <cmath>

#include "chart.hpp"
#include "chart_frame.hpp"
#include "numbers.hpp"

namespace streamguard::html_report {
namespace {

constexpr int kPlotHeight = 230;
constexpr int kAxisRoom = 24;   // below the plot, for the words of its axis
constexpr int kTop = 18;        // above it, for the number at its upper edge
constexpr double kGrid = 1000;  // units of the stretched drawing of lines, in both directions

double height_of(std::uint64_t value, std::uint64_t end) {
  return static_cast<double>(value) / static_cast<double>(end) * (kPlotHeight - kTop);
}

void draw_levels(Markup& out, std::uint64_t end) {
  for (const std::uint64_t level : {end, end / 2, std::uint64_t{0}}) {
    const double y = kPlotHeight - height_of(level, end);
    out.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\"").attribute("y1", decimal(y, 1)).attribute("y2", decimal(y, 1));
    out.raw("/>");
    if (level == 0) continue;  // Its number would stand on the lines that begin there.
    out.raw("<text class=\"axis\" x=\"0\"")
        .attribute("y", decimal(y - 4, 1))
        .raw(">")
        .text(grouped(level))
        .raw("</text>");
  }
}

/// Every year from the first to the last.
std::vector<Column> all_years(const std::vector<Column>& known) {
  std::vector<Column> years;
  if (known.empty()) return years;
  const unsigned last = known.back().year;
  const unsigned first = known.front().year;
  for (unsigned year = first; year <= last; ++year) years.push_back({year, 0});
  for (const Column& column : known) years[column.year - first].value = column.value;
  return years;
}

/// Every year where there is room for all, else every fifth or tenth.
unsigned year_step(std::size_t years) { return years <= 8 ? 1 : years <= 45 ? 5 : 20; }

std::string at_second(double seconds, double width) {
  return decimal(width > 0 ? std::clamp(seconds / width, 0.0, 1.0) * kGrid : 0, 1);
}

/// The stairs of one collector, as far as the run lasted.
std::string stairs(const Series& series, double width, std::uint64_t end) {
  std::string path;
  for (const auto& [seconds, samples] : series.points) {
    const double y = kGrid - static_cast<double>(samples) / static_cast<double>(end) * kGrid;
    const std::string level = decimal(y, 1);
    path +=
        path.empty() ? "M" + at_second(seconds, width) + " " + level : "H" + at_second(seconds, width) + "V" + level;
  }
  return path.empty() ? path : path + "H" + decimal(kGrid, 0);
}

std::uint64_t samples_by(const Series& series, double seconds) {
  std::uint64_t samples = 0;
  for (const auto& [at, count] : series.points) {
    if (at <= seconds) samples = count;
  }
  return samples;
}

Markup series_legend(const std::vector<Series>& series) {
  Markup out;
  out.raw("<ul class=\"legend\">");
  for (std::size_t i = 0; i < series.size(); ++i) {
    out.raw("<li><svg class=\"plot\" width=\"26\" height=\"10\" aria-hidden=\"true\"><path d=\"M0 5H26\"");
    out.attribute("class", "line-path s-" + series_colour(i) + " dash" + std::to_string(i % 4)).raw("/></svg><bdi>");
    out.text(series[i].name, kLabelMost).raw("</bdi></li>");
  }
  return out.raw("</ul>");
}

Markup progress_table(const ProgressChart& chart) {
  std::vector<std::string> heads{chart.words.head};
  constexpr std::array<double, 5> kQuarters{0, 0.25, 0.5, 0.75, 1};
  for (const double part : kQuarters) heads.push_back("by " + lasted(part * chart.seconds));
  std::vector<std::vector<std::string>> rows;
  for (const Series& series : chart.series) {
    rows.push_back({series.name});
    for (const double part : kQuarters) rows.back().push_back(grouped(samples_by(series, part * chart.seconds)));
  }
  return number_table(chart.words.title, heads, rows);
}

}  // namespace

Markup year_chart(const YearChart& chart) {
  const std::vector<Column> years = all_years(chart.years);
  std::uint64_t most = 1;
  std::string said;
  std::vector<std::vector<std::string>> rows;
  for (const Column& column : years) most = std::max(most, column.value);
  for (const Column& column : chart.years) {
    said += (said.empty() ? "" : "; ") + std::to_string(column.year) + ": " + grouped(column.value);
    rows.push_back({std::to_string(column.year), grouped(column.value)});
  }
  const std::uint64_t end = axis_end(most);
  Markup out = begin_chart(chart.words, true);
  out.add(begin_plot(chart.words, said, kPlotHeight + kAxisRoom));
  draw_levels(out, end);
  const double width = years.empty() ? 0 : 100.0 / static_cast<double>(years.size());
  const unsigned step = year_step(years.size());
  for (std::size_t i = 0; i < years.size(); ++i) {
    const double height = height_of(years[i].value, end);
    const double left = width * static_cast<double>(i);
    const std::string year = std::to_string(years[i].year);
    out.raw("<g><title>").text(year + ": " + grouped(years[i].value)).raw("</title><rect class=\"f-bar\"");
    out.attribute("x", decimal(left + width * 0.12, 3) + "%").attribute("width", decimal(width * 0.76, 3) + "%");
    out.attribute("y", decimal(kPlotHeight - height, 1)).attribute("height", decimal(height, 1)).raw("/></g>");
    if (years[i].year % step != 0) continue;
    out.raw("<text class=\"axis middle\"").attribute("x", decimal(left + width / 2, 3) + "%");
    out.attribute("y", std::to_string(kPlotHeight + 17)).raw(">").text(year).raw("</text>");
  }
  return out.raw("</svg>")
      .add(number_table(chart.words.title, {chart.words.head, chart.words.unit}, rows))
      .raw("</figure>");
}

Markup progress_chart(const ProgressChart& chart) {
  std::uint64_t most = 1;
  std::string said;
  for (const Series& series : chart.series) {
    if (series.points.empty()) continue;
    most = std::max(most, series.points.back().second);
    said += (said.empty() ? "" : "; ") + series.name + ": " + grouped(series.points.front().second) + " to " +
            grouped(series.points.back().second);
  }
  const std::uint64_t end = axis_end(most);
  Markup out = begin_chart(chart.words, true);
  out.add(series_legend(chart.series));
  out.add(begin_plot(chart.words, said, kPlotHeight + kAxisRoom));
  draw_levels(out, end);
  out.raw("<svg x=\"0\" width=\"100%\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" overflow=\"visible\"");
  out.attribute("y", std::to_string(kTop)).attribute("height", std::to_string(kPlotHeight - kTop)).raw(">");
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    out.raw("<path").attribute("class", "line-path s-" + series_colour(i) + " dash" + std::to_string(i % 4));
    out.attribute("d", stairs(chart.series[i], chart.seconds, end)).raw("><title>").text(chart.series[i].name);
    out.raw("</title></path>");
  }
  out.raw("</svg>");
  for (const int quarter : {0, 2, 4}) {
    out.raw("<text").attribute("class", quarter == 0 ? "axis" : quarter == 4 ? "axis end" : "axis middle");
    out.attribute("x", std::to_string(quarter * 25) + "%").attribute("y", std::to_string(kPlotHeight + 17)).raw(">");
    out.text(lasted(chart.seconds * quarter / 4)).raw("</text>");
  }
  return out.raw("</svg>").add(progress_table(chart)).raw("</figure>");
}

}  // namespace streamguard::html_report
