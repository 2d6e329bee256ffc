/// label.hpp: how much a pair may be trusted to show a vulnerability and its fix, and why. Pure.
///
/// gold, one_function: over all code files of all commits of the fix, tests aside, exactly one function that was there
/// before is changed or gone, and every commit of the fix was looked at whole. gold, named_in_advisory: the advisory
/// names the function (names.hpp). silver: an advisory links the commit. bronze: its message says so. Functions that
/// the fix added and whole files are never gold.
#pragma once

#include <string_view>

#include "fix/emitter.hpp"
#include "fix/pairs.hpp"

namespace streamguard::fix {

struct Label {
  std::string_view tier, method;
};

struct FixFacts {
  Basis basis = Basis::advisory;
  std::size_t functions_changed = 0;  ///< distinct ones, added ones aside
  bool whole = true;                  ///< nothing of the fix was out of sight
};

Label label_of(const Pair& pair, const FixFacts& fix, std::string_view names_text);

}  // namespace streamguard::fix
