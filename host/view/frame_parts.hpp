/// frame_parts.hpp: the parts that frame.cpp lays out. Pure, as all of it.
#pragma once

#include <string>
#include <vector>

#include "view/frame.hpp"

namespace streamguard::view {

/// Of collectors' names; the second where the paper is narrow.
inline constexpr std::size_t kNameMost = 24, kNameMostNarrow = 12;

/// A bar of a collector, one line each; `notes` holds what stands below a bar, or nothing.
struct Bars {
  std::vector<std::string> bars, notes;
};
/// `words`: also how each stands, for screens without room for the table.
Bars bars_of(const RunState& state, Time now, const Paper& paper, bool words);
/// Titles, a row for each collector, TOTAL.
std::vector<std::string> statistics_of(const RunState& state, Time now, const Paper& paper);
/// Titles and a row for each upstream; nothing where none was asked.
std::vector<std::string> upstreams_of(const RunState& state, Time now, const Paper& paper);
/// One line: which reports are written; empty where none was begun.
std::string reports_of(const RunState& state, const Paper& paper);
/// The last `most` events, oldest first.
std::vector<std::string> recent_of(const RunState& state, const Paper& paper, std::size_t most);
/// All events, wrapped, oldest first.
std::vector<std::string> log_of(const RunState& state, const Paper& paper, bool warnings_only);
std::vector<std::string> help_of(const Paper& paper);

/// How a collector stands, in one word, and how that word looks.
std::string word_of(const CollectorState& one, Time now);
Style style_of(const CollectorState& one, Time now);

}  // namespace streamguard::view
