#include "chart.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "figure.hpp"
#include "words.hpp"

namespace streamguard::pdf_report {
namespace {

constexpr double kRow = 15;           // of one bar and what is around it
constexpr double kThickness = 8;      // of a bar
constexpr double kLabelShare = 0.42;  // of the width, that labels may have at most
constexpr double kLabelGap = 8;
constexpr double kLeastBar = 0.8;  // of a value that is not 0
constexpr double kLegend = 16;

std::string value_words(const BarChart& chart, const Bar& bar) {
  std::string out = count_words(bar.value);
  if (chart.whole > 0) out += "  " + share_words(bar.value, chart.whole);
  return out;
}

double bars_height(const BarChart& chart) {
  return kRow * static_cast<double>(std::max<std::size_t>(chart.bars.size(), 1));
}

/// The width of the longest label, within bounds.
template <class Items, class LabelOf>
double label_width(const Document& document, const Items& items, double width, LabelOf label_of) {
  double most = 0;
  for (const auto& item : items) most = std::max(most, document.text_width(Face::kRegular, kTableSize, label_of(item)));
  return std::min(most, width * kLabelShare);
}

void draw_label(Document& document, Point at, double width, const std::string& label) {
  const auto lines = wrap_name(document, {Face::kRegular, kTableSize}, label, width + 0.1, 1);
  const std::string line = lines.empty() ? std::string() : lines.front();
  const double shift = width - document.text_width(Face::kRegular, kTableSize, line);
  document.text({at.x + shift, at.y}, Face::kRegular, kTableSize, kInk, line);
}

double bar_length(std::uint64_t value, std::uint64_t highest, double room) {
  if (value == 0 || highest == 0) return 0;
  return std::max(kLeastBar, room * static_cast<double>(value) / static_cast<double>(highest));
}

void draw_bars_in(Flow& flow, Box box, const BarChart& chart) {
  std::string words;
  for (const Bar& bar : chart.bars) words += bar.label + ": " + value_words(chart, bar) + "; ";
  Figure figure(flow, box, chart.title, chart.note, words);
  Document& document = flow.document();
  if (chart.bars.empty()) return figure.nothing();
  std::vector<Bar> bars = chart.bars;
  std::uint64_t highest = 0;
  double value_width = 0;
  for (Bar& bar : bars) {
    bar.label = printable(document, bar.label);
    highest = std::max(highest, bar.value);
    value_width = std::max(value_width, document.text_width(Face::kRegular, kTableSize, value_words(chart, bar)));
  }
  const double labels = label_width(document, bars, box.width, [](const Bar& bar) { return bar.label; });
  const double start = box.x + labels + kLabelGap;
  const double room = box.x + box.width - start - value_width - 6;
  double y = figure.top();
  document.line({start, y}, {start, y + bars_height(chart)}, 0.5, kRule);
  for (const Bar& bar : bars) {
    const double baseline = y + kRow / 2 + kTableSize * 0.36;
    draw_label(document, {box.x, baseline}, labels, bar.label);
    const double length = bar_length(bar.value, highest, room);
    document.fill({start, y + (kRow - kThickness) / 2, length, kThickness}, bar.colour);
    const std::string count = count_words(bar.value);
    document.text({start + length + 5, baseline}, Face::kRegular, kTableSize, kInk, count);
    if (chart.whole > 0) {
      const double shift = document.text_width(Face::kRegular, kTableSize, count + "  ");
      document.text({start + length + 5 + shift, baseline}, Face::kRegular, kSmallSize, kMuted,
                    share_words(bar.value, chart.whole));
    }
    y += kRow;
  }
}

std::uint64_t sum_of(const SplitChart::Line& line) {
  return std::accumulate(
      line.values.begin(), line.values.end(), std::uint64_t{0}, [](std::uint64_t a, std::uint64_t b) {
        return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
      });
}

/// What a mark says, for it may lie beyond the chart.
std::string mark_words(const SplitChart& chart, const SplitChart::Line& line) {
  return line.mark ? chart.mark_name + " " + count_words(*line.mark) : std::string();
}

/// The value at the end of the scale. A mark far beyond all bars would press them flat: it is told in words only.
std::uint64_t scale_of(const SplitChart& chart) {
  constexpr std::uint64_t kFar = 2;
  std::uint64_t bars = 0, marks = 0;
  for (const SplitChart::Line& line : chart.lines) bars = std::max(bars, sum_of(line));
  for (const SplitChart::Line& line : chart.lines) {
    if (line.mark && (bars == 0 || *line.mark / kFar <= bars)) marks = std::max(marks, *line.mark);
  }
  return std::max(bars, marks);
}

void draw_legend(Document& document, Point at, const SplitChart& chart) {
  double x = at.x;
  for (const SplitChart::Part& part : chart.parts) {
    document.fill({x, at.y + 2, 8, 8}, part.colour);
    document.text({x + 12, at.y + 9}, Face::kRegular, kSmallSize, kInk, part.name);
    x += 12 + document.text_width(Face::kRegular, kSmallSize, part.name) + 16;
  }
  if (chart.mark_name.empty()) return;
  document.line({x + 3, at.y}, {x + 3, at.y + 12}, 1.5, kBad);
  document.text({x + 9, at.y + 9}, Face::kRegular, kSmallSize, kInk, chart.mark_name);
}

void draw_split_line(Document& document, const SplitChart& chart, const SplitChart::Line& line, Point start,
                     double room, std::uint64_t highest) {
  double x = start.x;
  const double top = start.y + (kRow - kThickness) / 2;
  for (std::size_t part = 0; part < line.values.size(); ++part) {
    const double length = bar_length(line.values[part], highest, room);
    document.fill({x, top, length, kThickness}, chart.parts[part].colour);
    x += length;
  }
  if (line.mark && *line.mark <= highest) {
    const double mark = start.x + bar_length(*line.mark, highest, room);
    document.line({mark, top - 2}, {mark, top + kThickness + 2}, 1.5, kBad);
    x = std::max(x, mark);
  }
  const double baseline = start.y + kRow / 2 + kTableSize * 0.36;
  const std::string count = count_words(sum_of(line));
  document.text({x + 5, baseline}, Face::kRegular, kTableSize, kInk, count);
  x += 5 + document.text_width(Face::kRegular, kTableSize, count) + 5;
  document.text({x, baseline}, Face::kRegular, kSmallSize, kMuted, mark_words(chart, line));
}

}  // namespace

void draw_bars(Flow& flow, const BarChart& chart) {
  const Box box = flow.take(Figure::frame_height(flow, chart.note, flow.width()) + bars_height(chart));
  draw_bars_in(flow, box, chart);
}

void draw_bars(Flow& flow, const BarChart& left, const BarChart& right) {
  const double width = (flow.width() - kGutter) / 2;
  const double height = std::max(Figure::frame_height(flow, left.note, width) + bars_height(left),
                                 Figure::frame_height(flow, right.note, width) + bars_height(right));
  const Box box = flow.take(height);
  draw_bars_in(flow, {box.x, box.y, width, Figure::frame_height(flow, left.note, width) + bars_height(left)}, left);
  draw_bars_in(
      flow, {box.x + width + kGutter, box.y, width, Figure::frame_height(flow, right.note, width) + bars_height(right)},
      right);
}

void draw_split(Flow& flow, const SplitChart& chart) {
  Document& document = flow.document();
  SplitChart clean = chart;
  std::string words;
  const std::uint64_t highest = scale_of(chart);
  double value_width = 0;
  for (SplitChart::Line& line : clean.lines) {
    line.label = printable(document, line.label);
    words += line.label + ": ";
    for (std::size_t part = 0; part < line.values.size(); ++part) {
      words += count_words(line.values[part]) + " " + chart.parts[part].name + ", ";
    }
    words += mark_words(chart, line) + "; ";
    const double count = document.text_width(Face::kRegular, kTableSize, count_words(sum_of(line)));
    const double mark = document.text_width(Face::kRegular, kSmallSize, mark_words(chart, line));
    value_width = std::max(value_width, count + (mark > 0 ? mark + 5 : 0));
  }
  const double rows = kRow * static_cast<double>(std::max<std::size_t>(clean.lines.size(), 1));
  const Box box = flow.take(Figure::frame_height(flow, chart.note, flow.width()) + kLegend + rows);
  Figure figure(flow, box, chart.title, chart.note, words);
  if (clean.lines.empty()) return figure.nothing();
  draw_legend(document, {box.x, figure.top() - 2}, clean);
  const double labels =
      label_width(document, clean.lines, box.width, [](const SplitChart::Line& line) { return line.label; });
  const double start = box.x + labels + kLabelGap;
  double y = figure.top() + kLegend;
  document.line({start, y}, {start, y + rows}, 0.5, kRule);
  for (const SplitChart::Line& line : clean.lines) {
    draw_label(document, {box.x, y + kRow / 2 + kTableSize * 0.36}, labels, line.label);
    draw_split_line(document, clean, line, {start, y}, box.x + box.width - start - value_width - 6, highest);
    y += kRow;
  }
}

}  // namespace streamguard::pdf_report
