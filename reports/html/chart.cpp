#include "chart.hpp"

#include <algorithm>

#include "chart_frame.hpp"
#include "numbers.hpp"

namespace streamguard::html_report {
namespace {

constexpr int kRow = 38;    // pixels of a bar with its words
constexpr int kWords = 15;  // where the words' baseline lies in it
constexpr int kBarTop = 21;
constexpr int kBarHeight = 9;

std::string bar_words(const Bar& bar, const BarChart& chart) {
  std::string words = bar.word + ": " + grouped(bar.value);
  if (bar.mark) words += ", " + chart.mark + " " + grouped(*bar.mark);
  return words;
}

void draw_bar(Markup& out, const Bar& bar, const BarChart& chart, std::uint64_t most, std::size_t row) {
  const int top = static_cast<int>(row) * kRow;
  out.raw("<g><title>").text(bar_words(bar, chart)).raw("</title>");
  out.raw("<text x=\"0\"").attribute("y", std::to_string(top + kWords)).raw(">").text(shortened(bar.word, bar.note));
  if (!bar.note.empty()) out.raw("<tspan class=\"soft\" dx=\"7\">").text(bar.note, kLabelMost).raw("</tspan>");
  out.raw("</text><text class=\"value\" x=\"100%\"").attribute("y", std::to_string(top + kWords)).raw(">");
  out.text(grouped(bar.value));
  if (chart.whole > 0) out.raw("<tspan class=\"soft\" dx=\"7\">").text(share(bar.value, chart.whole)).raw("</tspan>");
  if (bar.mark && chart.whole == 0)
    out.raw("<tspan class=\"soft\" dx=\"7\">of ").text(grouped(*bar.mark)).raw("</tspan>");
  out.raw("</text><rect class=\"track\" x=\"0\" width=\"100%\" rx=\"2\"").attribute("y", std::to_string(top + kBarTop));
  out.attribute("height", std::to_string(kBarHeight)).raw("/><rect x=\"0\" rx=\"2\"");
  out.attribute("class", "f-" + bar.colour).attribute("width", percent(bar.value, most));
  out.attribute("y", std::to_string(top + kBarTop)).attribute("height", std::to_string(kBarHeight)).raw("/>");
  if (bar.mark) {
    const std::string at = percent(*bar.mark, most);
    out.raw("<line class=\"mark-line\"").attribute("x1", at).attribute("x2", at);
    out.attribute("y1", std::to_string(top + kBarTop - 3));
    out.attribute("y2", std::to_string(top + kBarTop + kBarHeight + 3)).raw("/>");
  }
  out.raw("</g>");
}

Markup mark_legend(const std::string& mark) {
  Markup out;
  out.raw(
      "<ul class=\"legend\"><li><svg class=\"plot\" width=\"12\" height=\"15\" aria-hidden=\"true\">"
      "<line class=\"mark-line\" x1=\"6\" x2=\"6\" y1=\"0\" y2=\"15\"/></svg>");
  return out.text(mark).raw("</li></ul>");
}

Markup bar_table(const BarChart& chart) {
  const bool marks = !chart.mark.empty();
  std::vector<std::string> heads{chart.words.head, chart.words.unit};
  if (marks) heads.push_back(chart.mark);
  std::vector<std::vector<std::string>> rows;
  for (const Bar& bar : chart.bars) {
    rows.push_back({bar.note.empty() ? bar.word : bar.word + " " + bar.note, grouped(bar.value)});
    if (marks) rows.back().push_back(bar.mark ? grouped(*bar.mark) : "");
  }
  return number_table(chart.words.title, heads, rows);
}

}  // namespace

Markup bar_chart(const BarChart& chart) {
  std::uint64_t most = 1;
  std::string said;
  for (const Bar& bar : chart.bars) {
    most = std::max({most, bar.value, bar.mark.value_or(0)});
    said += (said.empty() ? "" : "; ") + bar_words(bar, chart);
  }
  Markup out = begin_chart(chart.words, false);
  if (!chart.mark.empty()) out.add(mark_legend(chart.mark));
  out.add(begin_plot(chart.words, said, static_cast<int>(chart.bars.size()) * kRow - 6));
  for (std::size_t row = 0; row < chart.bars.size(); ++row) draw_bar(out, chart.bars[row], chart, most, row);
  return out.raw("</svg>").add(bar_table(chart)).raw("</figure>");
}

}  // namespace streamguard::html_report
