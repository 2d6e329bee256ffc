/// match.hpp: which function after a fix is which function before it, and which of them the fix changed.
///
/// The same symbol is the same function wherever in the file it stands. Overloads of one symbol are told apart by equal
/// text, then by order where their number is equal, else by similarity. What is left over on both sides matches by
/// similarity: at least one half where the last part of the symbol is equal (it went into another class), at least 0.7
/// where it is not (it was renamed). A match counts as changed when it differs by more than comments and white space;
/// of nested functions the innermost one that holds the change, and the outer one only if it differs elsewhere as well.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "functions/functions.hpp"

namespace streamguard::fix {

/// A file's source and the functions in it.
struct Source {
  std::string_view text;
  std::vector<functions::Function> functions;

  std::string_view of(std::size_t index) const {
    const functions::Function& function = functions[index];
    return text.substr(function.begin, function.end - function.begin);
  }
};

struct Match {
  std::optional<std::size_t> before, after;  ///< into Source::functions; one may be absent
  bool renamed = false;                      ///< matched by similarity, under another symbol
};

/// All functions of both sides, each in one match: in the order of the functions after, then those that are gone.
std::vector<Match> match_functions(const Source& before, const Source& after);

/// Whether the two functions differ by more than comments and white space, functions inside them aside.
bool differs(const Source& before, std::size_t b, const Source& after, std::size_t a, functions::Language language,
             functions::Parser& parser);

/// As many functions of a side as are compared with each other; the rest is added and removed.
inline constexpr std::size_t kMostCompared = 100;

}  // namespace streamguard::fix
