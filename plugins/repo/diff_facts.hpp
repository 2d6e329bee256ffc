/// diff_facts.hpp: what a change does to the code, counted line by line: checks, limits, early ways out, escapes. Pure.
///
/// A caller gives every added and removed line of the changed source files (paths.hpp), without context.
#pragma once

#include <cstdint>
#include <string_view>

namespace streamguard::repo {

struct DiffFacts {
  std::uint32_t added = 0, removed = 0;  ///< lines of code; blank lines and whole-line comments are not counted
  std::uint32_t checks = 0;              ///< added conditions
  std::uint32_t size_checks = 0;         ///< of these, those that compare sizes, lengths, counts or offsets
  std::uint32_t exits = 0;               ///< added lines that leave: return, throw, raise, goto …
  std::uint32_t limits = 0;              ///< added lines that name a maximum, a minimum or a limit
  std::uint32_t escapes = 0;             ///< added lines that escape, quote, encode, sanitize or filter

  void add_line(std::string_view line);
  void remove_line(std::string_view line);
  std::uint32_t changed() const noexcept { return added + removed; }

  friend bool operator==(const DiffFacts&, const DiffFacts&) = default;
};

}  // namespace streamguard::repo
