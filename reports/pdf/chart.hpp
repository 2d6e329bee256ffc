/// chart.hpp: the report's charts: bars, split bars, columns of years, lines over time. Each is one figure with its
/// title and its numbers as text in its description; values stand beside what they measure, so that no colour has to be
/// looked up. A chart is not torn by a page's end. Labels may hold any text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flow.hpp"

namespace streamguard::pdf_report {

struct Bar {
  std::string label;
  std::uint64_t value = 0;
  Colour colour = kAccent;
};

struct BarChart {
  std::string title, note;
  std::vector<Bar> bars;
  std::uint64_t whole = 0;  ///< values are shown as shares of it, too; 0: they are not
};
void draw_bars(Flow& flow, const BarChart& chart);
/// Side by side, each on half the width.
void draw_bars(Flow& flow, const BarChart& left, const BarChart& right);

/// Bars of several parts, which have the same meaning and order in each.
struct SplitChart {
  struct Part {
    std::string name;
    Colour colour;
  };
  struct Line {
    std::string label;
    std::vector<std::uint64_t> values;  ///< one for each part
    std::optional<std::uint64_t> mark;  ///< a line across the bar
  };
  std::string title, note, mark_name;
  std::vector<Part> parts;
  std::vector<Line> lines;
};
void draw_split(Flow& flow, const SplitChart& chart);

struct ColumnChart {
  std::string title, note;
  std::vector<std::pair<std::string, std::uint64_t>> columns;
};
void draw_columns(Flow& flow, const ColumnChart& chart);

struct LineChart {
  struct Point {
    double seconds = 0;
    std::uint64_t value = 0;
  };
  struct Series {
    std::string name;
    std::vector<Point> points;  ///< neither seconds nor values fall
    bool strong = false;
  };
  std::string title, note;
  double seconds = 0;  ///< the axis ends here, or at the last point
  std::vector<Series> series;
};
void draw_lines(Flow& flow, const LineChart& chart);

}  // namespace streamguard::pdf_report
