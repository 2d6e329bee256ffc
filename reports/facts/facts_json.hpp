/// facts_json.hpp: facts as JSON again, in the shape that reports of every format show to programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "facts/facts.hpp"

namespace streamguard::facts {

/// What the first StreamGuard reported of a collector, in its order: status, samples_collected, target_samples,
/// duration, success.
nlohmann::ordered_json outline_json(const Collector& collector);
/// The summary with by_collector.
nlohmann::ordered_json summary_json(const Facts& facts);
/// outline_json and everything else that is known; what is not is null.
nlohmann::ordered_json collector_json(const Collector& collector);
nlohmann::ordered_json budgets_json(const Facts& facts);

}  // namespace streamguard::facts
