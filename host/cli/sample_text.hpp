/// sample_text.hpp: one sample for a person to read: what it is, where it came from, and the change as a diff. All of
/// it is foreign: whatever would steer a terminal is shown as text, long lines and long texts are cut and say so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamguard::cli {

struct SampleStyle {
  bool colour = false;
  bool whole = false;      ///< nothing is cut but lines; diffs with all that did not change
  std::size_t width = 78;  ///< columns of the rule above a sample
};

/// Lines that are shown of a diff, and of a text without another side, unless `whole`.
inline constexpr std::size_t kDiffLines = 200, kTextLines = 40;
inline constexpr std::size_t kLineBytes = 1000;  ///< of one line, always

std::string sample_text(std::string_view record, const SampleStyle& style);

/// The record as it is, with what would steer a terminal as \u escapes: the same JSON.
std::string terminal_json(std::string_view record);

}  // namespace streamguard::cli
