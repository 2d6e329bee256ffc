#include "chart_frame.hpp"

#include <algorithm>

#include "numbers.hpp"

namespace streamguard::html_report {

Markup begin_chart(const ChartWords& words, bool wide) {
  Markup out;
  out.raw("<figure").attribute("class", wide ? "chart wide" : "chart").attribute("id", "chart-" + words.id).raw(">");
  out.raw("<figcaption><h3>").text(words.title).raw("</h3>");
  if (!words.text.empty()) out.raw("<p>").text(words.text).raw("</p>");
  return out.raw("</figcaption>");
}

Markup begin_plot(const ChartWords& words, const std::string& said, int height) {
  const std::string title = "plot-" + words.id + "-title";
  const std::string text = "plot-" + words.id + "-text";
  Markup out;
  out.raw("<svg class=\"plot\" role=\"img\"").attribute("height", std::to_string(std::max(height, 0)));
  out.attribute("aria-labelledby", title).attribute("aria-describedby", text);
  out.raw("><title").attribute("id", title).raw(">").text(words.title).raw("</title><desc").attribute("id", text);
  return out.raw(">").text(said, kSpokenMost).raw("</desc>");
}

Markup number_table(const std::string& caption, const std::vector<std::string>& heads,
                    const std::vector<std::vector<std::string>>& rows) {
  Markup out;
  out.raw("<details><summary>Show the numbers</summary><table class=\"data\"><caption class=\"unseen\">").text(caption);
  out.raw("</caption><thead><tr>");
  for (std::size_t i = 0; i < heads.size(); ++i) {
    out.raw(i == 0 ? Literal("<th scope=\"col\">") : Literal("<th scope=\"col\" class=\"num\">"))
        .text(heads[i])
        .raw("</th>");
  }
  out.raw("</tr></thead><tbody>");
  for (const std::vector<std::string>& row : rows) {
    out.raw("<tr>");
    for (std::size_t i = 0; i < row.size(); ++i) {
      out.raw(i == 0 ? Literal("<th scope=\"row\" class=\"text iso\">") : Literal("<td class=\"num\">")).text(row[i]);
      out.raw(i == 0 ? Literal("</th>") : Literal("</td>"));
    }
    out.raw("</tr>");
  }
  return out.raw("</tbody></table></details>");
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  const double value = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return decimal(std::min(value, 100.0), 2) + "%";
}

std::string shortened(const std::string& word, const std::string& note) {
  const std::size_t taken = note.empty() ? 0 : note.size() + 1;
  const std::size_t room = taken + 12 > kRoomOfLabel ? 12 : kRoomOfLabel - taken;
  return visible(word, room);
}

std::string series_colour(std::size_t place) {
  constexpr std::size_t kColours = 8;
  return "c" + std::to_string(place % kColours);
}

std::uint64_t axis_end(std::uint64_t value) {
  constexpr std::uint64_t kLargest = 4'000'000'000'000'000'000;
  const std::uint64_t least = std::max<std::uint64_t>(value, 4);
  if (least <= 10) return (least + 1) / 2 * 2;
  for (std::uint64_t power = 1; power <= kLargest / 80; power *= 10) {
    for (const std::uint64_t times : {10U, 12U, 16U, 20U, 30U, 40U, 60U, 80U}) {
      if (times * power >= least) return times * power;
    }
  }
  return value;
}

}  // namespace streamguard::html_report
