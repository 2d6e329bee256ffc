#include "fix/label.hpp"

#include "fix/names.hpp"

namespace streamguard::fix {

Label label_of(const Pair& pair, const FixFacts& fix, std::string_view names_text) {
  if (fix.basis == Basis::message) return {"bronze", "message"};
  const bool was_there = pair.change != Change::file && pair.change != Change::added;
  if (was_there && fix.whole && fix.functions_changed == 1) return {"gold", "one_function"};
  if (was_there) {
    const Side& before = *pair.before;
    if (names_function(names_text, pair.name, pair.side().symbol)) return {"gold", "named_in_advisory"};
    // A renamed function may be named as it was.
    if (pair.change == Change::renamed) {
      const std::size_t last = before.symbol.find_last_of(".:#)");
      const std::string_view name = std::string_view(before.symbol).substr(last == std::string::npos ? 0 : last + 1);
      if (names_function(names_text, name, before.symbol)) return {"gold", "named_in_advisory"};
    }
  }
  return {"silver", "advisory_commit"};
}

}  // namespace streamguard::fix
