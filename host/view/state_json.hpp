/// state_json.hpp: a run's state as one JSON object on one line, ASCII only, for the live page and for scripts. What is
/// not known is null. Times are RFC 3339 in UTC; names of fields are those of EVENTS.md where they mean the same.
#pragma once

#include <cstdint>
#include <string>

#include "view/run_state.hpp"

namespace streamguard::view {

/// The running number of the next recent event, counted from the run's beginning.
std::uint64_t log_end(const RunState& state) noexcept;

/// `log_from`: of the recent events, those with this running number and later ones are told; at most the last
/// kLogMost of them.
std::string state_json(const RunState& state, Time now, const std::string& version, std::uint64_t log_from);

inline constexpr std::size_t kLogMost = 200;  ///< recent events in one object

}  // namespace streamguard::view
