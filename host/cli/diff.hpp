/// diff.hpp: two texts, line by line: what is gone, what came, what stayed. Values only. Lines are views into the texts
/// that were given. Texts that differ in too many lines to be compared are shown one after the other.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace streamguard::cli {

struct DiffLine {
  enum class Kind { same, removed, added };
  Kind kind = Kind::same;
  std::string_view text;              ///< without its end
  std::size_t before = 0, after = 0;  ///< its number on each side, from 1; 0 where it is not there
  bool operator==(const DiffLine&) const = default;
};

/// Lines of both sides beyond which nothing is compared: their product bounds the time.
inline constexpr std::size_t kDiffWork = 25'000'000;

std::vector<DiffLine> diff_of(std::string_view before, std::string_view after);

/// Runs of lines that are worth showing: each change with `context` lines around it, those that touch joined. As
/// [first, last) indices.
std::vector<std::pair<std::size_t, std::size_t>> hunks_of(const std::vector<DiffLine>& lines, std::size_t context);

/// "\n", "\r\n" and "\r" end a line.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace streamguard::cli
