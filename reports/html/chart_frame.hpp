/// chart_frame.hpp: what all charts share: the figure around them, the words for those who do not see them, their
/// tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chart.hpp"

namespace streamguard::html_report {

constexpr std::size_t kLabelMost = 90;      ///< bytes of a word in a drawing
constexpr std::size_t kRoomOfLabel = 34;    ///< characters that a word and its note may take on a narrow screen
constexpr std::size_t kSpokenMost = 1'500;  ///< bytes of what a drawing says of its numbers; its table has them all

/// The open <figure> with its heading.
Markup begin_chart(const ChartWords& words, bool wide);
/// The open <svg> of this height in pixels, which says `said`.
Markup begin_plot(const ChartWords& words, const std::string& said, int height);
/// A table to open; the first column of `rows` heads its row, the others are numbers.
Markup number_table(const std::string& caption, const std::vector<std::string>& heads,
                    const std::vector<std::vector<std::string>>& rows);

/// "12.34%"
std::string percent(std::uint64_t part, std::uint64_t whole);
/// `word`, shorter where it and its note would not stand in a line.
std::string shortened(const std::string& word, const std::string& note);

}  // namespace streamguard::html_report
