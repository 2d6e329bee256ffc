/// metrics_text.hpp: a run's state as metrics. All names begin with "streamguard_"; METRICS.md lists them, and a test
/// holds the list against what is written. Equal states and times give equal bytes.
#pragma once

#include <string>

#include "view/exposition.hpp"
#include "view/run_state.hpp"

namespace streamguard::view {

/// `highest` is kept from one call to the next, for the life of a run. `version`: of the program.
std::string metrics_text(const RunState& state, const std::string& version, Dialect dialect, Highest& highest);

}  // namespace streamguard::view
