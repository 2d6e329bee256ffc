/// pairs.hpp: from a commit to the functions that it changed, before and after, whole and as the repository has them.
///
/// Of each changed code file the functions of both sides are matched (match.hpp). Those that differ by more than
/// comments and white space become pairs; those that stand on one side only become pairs with one side where the commit
/// changes others as well. A file in which no function holds the change becomes a pair of whole files. Nothing is cut:
/// what is over a bound is left out and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fix/outlines.hpp"
#include "fix/repository.hpp"
#include "fix/survey.hpp"
#include "fix/tally.hpp"
#include "functions/functions.hpp"

namespace streamguard::fix {

enum class Change { changed, renamed, added, removed, file };
std::string_view word_of(Change change);

struct Side {
  std::string path, symbol, text;
  std::int64_t first_line = 0, last_line = 0;
};

struct Pair {
  Change change = Change::changed;
  functions::Language language{};
  std::string name;  ///< the last part of the symbol; empty for files
  std::optional<Side> before, after;
  std::size_t ordinal = 0;  ///< among the pairs of this commit with the same path and symbol
  std::optional<std::string> licence;

  const Side& side() const { return after ? *after : *before; }
};

struct CommitPairs {
  std::vector<Pair> pairs;
  Tally counts;  ///< what was left out, and why
};

/// The longest code of one side. Two sides whose every byte needs six in JSON, and the advisory, fit into a record of
/// 4 MiB; and a function of 256 KiB (some 7,000 lines) is a table or a generated one.
inline constexpr std::size_t kMostCodeBytes = 256 * 1024;
/// More changed functions than the fix of one vulnerability has, as with kMostCodeFiles.
inline constexpr std::size_t kMostFunctions = 100;
/// Functions on one side only that are kept of a commit; they are context, not the fix.
inline constexpr std::size_t kMostOneSided = 20;

CommitPairs make_pairs(const Repository& repository, const Survey& survey, Outlines& outlines);

}  // namespace streamguard::fix
