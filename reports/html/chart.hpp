/// chart.hpp: charts as inline SVG, each a <figure> with its heading, a drawing that says its numbers to those who do
/// not see it, and a table of the same numbers to open. Widths are percentages and heights are pixels: letters keep
/// their size on any screen. Colours are classes of page/page.css. Pure; any thread.
///
/// `id` is a word of this program, once a page. All else may come from a plugin: it is escaped here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "markup.hpp"

namespace streamguard::html_report {

struct ChartWords {
  std::string id;     ///< "languages"
  std::string title;  ///< "By language"
  std::string text;   ///< one line below it, or empty
  std::string head;   ///< over the words of the table: "Language"
  std::string unit;   ///< over the numbers: "Samples"
};

struct Bar {
  std::string word;
  std::string note;  ///< in softer ink after the word, or empty
  std::uint64_t value = 0;
  std::string colour = "bar";         ///< the class without its "f-"
  std::optional<std::uint64_t> mark;  ///< a line at this value: what was aimed at or expected
};

struct BarChart {
  ChartWords words;
  std::vector<Bar> bars;    ///< drawn from above
  std::string mark;         ///< what the line means, "Target"; empty where no bar has one
  std::uint64_t whole = 0;  ///< of which the bars are parts, for percentages; 0: none are shown
};

/// Bars from left to right, one below the other.
Markup bar_chart(const BarChart& chart);

struct Column {
  unsigned year = 0;
  std::uint64_t value = 0;
};

/// Upright columns by year; years without a sample that lie between others are there, as 0.
struct YearChart {
  ChartWords words;
  std::vector<Column> years;  ///< rising; from the first to the last there are some dozens
};
Markup year_chart(const YearChart& chart);

struct Series {
  std::string name;
  std::vector<std::pair<double, std::uint64_t>> points;  ///< seconds and samples, neither falls
};

/// How many samples there were by which second: stairs, as a commit makes many at once.
struct ProgressChart {
  ChartWords words;
  std::vector<Series> series;
  double seconds = 0;  ///< the width
};
Markup progress_chart(const ProgressChart& chart);

/// The class of the colour of the collector that stands at this place in the run's order: "c0" to "c7".
std::string series_colour(std::size_t place);

/// A round number that is not below `value` and can be halved: an axis ends there.
std::uint64_t axis_end(std::uint64_t value);

}  // namespace streamguard::html_report
