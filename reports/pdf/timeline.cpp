// The charts that have axes: columns and lines.
#include <algorithm>
#include <cmath>

#include "axis.hpp"
#include "chart.hpp"
#include "figure.hpp"
#include "survey/text.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr double kColumnsHeight = 120, kLinesHeight = 170;
constexpr double kAxisBelow = 16;
constexpr int kTicksUp = 4, kTicksAlong = 8;
constexpr double kNameLeading = 11, kNameGap = 11;

std::string tick_words(double value) {
  return count_words(static_cast<std::uint64_t>(std::round(std::min(value, 1.8e19))));
}

/// Horizontal lines with their values to the left; gives the place that is left to draw in.
Box draw_grid(Document& document, Box box, const std::vector<double>& values) {
  double labels = 0;
  for (const double value : values) {
    labels = std::max(labels, document.text_width(Face::kRegular, kSmallSize, tick_words(value)));
  }
  const Box plot{box.x + labels + 6, box.y, box.width - labels - 6, box.height - kAxisBelow};
  for (const double value : values) {
    const double y = plot.y + plot.height * (1 - value / values.back());
    const std::string words = tick_words(value);
    document.text({plot.x - 6 - document.text_width(Face::kRegular, kSmallSize, words), y + 2.6}, Face::kRegular,
                  kSmallSize, kMuted, words);
    document.line({plot.x, y}, {plot.x + plot.width, y}, 0.5, value == 0 ? kInk : kFaint);
  }
  return plot;
}

void draw_middle(Document& document, Point at, Type type, Colour colour, const std::string& text) {
  document.text({at.x - document.text_width(type.face, type.size, text) / 2, at.y}, type.face, type.size, colour, text);
}

/// A line's end, where its name stands.
struct End {
  std::string name;
  double y = 0, wanted = 0;
  bool strong = false;
};

/// Moves names that would touch apart, in their order, within the plot.
void spread(std::vector<End>& ends, Box plot) {
  std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.wanted < b.wanted; });
  double least = plot.y;
  for (End& end : ends) {
    end.y = std::max(end.wanted, least);
    least = end.y + kNameLeading;
  }
  double most = plot.y + plot.height;
  std::for_each(ends.rbegin(), ends.rend(), [&](End& end) {
    end.y = std::min(end.y, most);
    most = end.y - kNameLeading;
  });
}

/// A time on the axis: all in the unit that suits the last one.
std::string time_words(double seconds, double step, double last) {
  if (seconds == 0) return "0";
  if (last < 1) return survey::number_text(seconds * 1000, step < 0.001 ? 3 : 0) + " ms";
  if (last < 60) return step < 1 ? survey::number_text(seconds, 1) + " s" : survey::number_text(seconds, 0) + " s";
  return duration_words(seconds);
}

/// The value stays whole, the name gives way.
std::string end_name(const Document& document, const LineChart::Series& series, double width) {
  const Type type{series.strong ? Face::kStrong : Face::kRegular, kSmallSize};
  const std::string value = "  " + count_words(series.points.back().value);
  const auto name = wrap_name(document, type, printable(document, series.name),
                              width + 0.1 - document.text_width(type.face, type.size, value), 1);
  return (name.empty() ? std::string() : name.front()) + value;
}

}  // namespace

void draw_columns(Flow& flow, const ColumnChart& chart) {
  Document& document = flow.document();
  const Box box = flow.take(Figure::frame_height(flow, chart.note, flow.width()) + kColumnsHeight);
  std::string words;
  std::uint64_t highest = 0;
  for (const auto& [label, value] : chart.columns) {
    words += label + ": " + count_words(value) + "; ";
    highest = std::max(highest, value);
  }
  Figure figure(flow, box, chart.title, chart.note, words);
  if (chart.columns.empty()) return figure.nothing();
  const Type small{Face::kRegular, kSmallSize};
  constexpr double kAbove = 9;  // for the number on the highest column
  const Box plot = draw_grid(document, {box.x, figure.top() + kAbove, box.width, kColumnsHeight - kAbove},
                             ticks(static_cast<double>(highest), kTicksUp, true));
  const double top = ticks(static_cast<double>(highest), kTicksUp, true).back();
  const double slot = std::min(plot.width / static_cast<double>(chart.columns.size()), 48.0);
  const double label = document.text_width(small.face, small.size, "0000") + 6;
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(label / slot)));
  // All have their number, or the highest and the last one.
  const bool all_fit = document.text_width(small.face, small.size, count_words(highest)) < slot - 1;
  for (std::size_t i = 0; i < chart.columns.size(); ++i) {
    const auto& [name, value] = chart.columns[i];
    const double middle = plot.x + slot * (static_cast<double>(i) + 0.5);
    const double height = value == 0 ? 0 : std::max(0.8, plot.height * static_cast<double>(value) / top);
    document.fill({middle - slot * 0.36, plot.y + plot.height - height, slot * 0.72, height}, kAccent);
    if (value != 0 && (all_fit || value == highest || i + 1 == chart.columns.size())) {
      draw_middle(document, {middle, plot.y + plot.height - height - 3}, small, kInk, count_words(value));
    }
    // Counted from the last one, which people look for first.
    if ((chart.columns.size() - 1 - i) % every == 0) {
      draw_middle(document, {middle, plot.y + plot.height + 11}, small, kMuted, name);
    }
  }
}

void draw_lines(Flow& flow, const LineChart& chart) {
  Document& document = flow.document();
  const Box box = flow.take(Figure::frame_height(flow, chart.note, flow.width()) + kLinesHeight);
  std::string words;
  double longest = chart.seconds;
  std::uint64_t highest = 0;
  double names = 0;
  for (const LineChart::Series& series : chart.series) {
    if (series.points.empty()) continue;
    words += series.name + ": " + count_words(series.points.back().value) + " after " +
             duration_words(series.points.back().seconds) + "; ";
    longest = std::max(longest, series.points.back().seconds);
    highest = std::max(highest, series.points.back().value);
    names = std::max(
        names, document.text_width(Face::kStrong, kSmallSize,
                                   printable(document, series.name) + "  " + count_words(series.points.back().value)));
  }
  names = std::min(names, box.width * 0.25);
  Figure figure(flow, box, chart.title, chart.note, words);
  if (longest <= 0) return figure.nothing();
  const std::vector<double> up = ticks(static_cast<double>(highest), kTicksUp, true);
  const Box plot =
      draw_grid(document, {box.x, figure.top() + 4, box.width - names - kNameGap - 3, kLinesHeight - 4}, up);
  const auto place = [&](const LineChart::Point& point) {
    return Point{plot.x + plot.width * point.seconds / longest,
                 plot.y + plot.height * (1 - static_cast<double>(point.value) / up.back())};
  };
  const std::vector<double> along = time_ticks(longest, kTicksAlong);
  for (const double seconds : along) {
    const double x = plot.x + plot.width * seconds / longest;
    document.line({x, plot.y + plot.height}, {x, plot.y + plot.height + 3}, 0.5, kInk);
    draw_middle(document, {x, plot.y + plot.height + 12}, {Face::kRegular, kSmallSize}, kMuted,
                time_words(seconds, along.size() > 1 ? along[1] : longest, longest));
  }
  std::vector<End> ends;
  for (const LineChart::Series& series : chart.series) {
    if (series.points.empty()) continue;
    std::vector<Point> line;
    for (const LineChart::Point& point : series.points) {
      // Nothing is known between two commits: steps, no slopes.
      if (!line.empty()) line.push_back({place(point).x, line.back().y});
      line.push_back(place(point));
    }
    if (line.back().x < plot.x + plot.width) line.push_back({plot.x + plot.width, line.back().y});
    document.polyline(line, series.strong ? 1.8 : 0.9, series.strong ? kInk : kAccentMid);
    ends.push_back({end_name(document, series, names), 0, line.back().y, series.strong});
  }
  spread(ends, plot);
  const double edge = plot.x + plot.width;
  for (const End& end : ends) {
    document.line({edge + 1, end.wanted}, {edge + 8, end.y}, 0.4, kRule);
    document.text({edge + kNameGap, end.y + 2.6}, end.strong ? Face::kStrong : Face::kRegular, kSmallSize, kInk,
                  end.name);
  }
}

}  // namespace streamguard::pdf_report
