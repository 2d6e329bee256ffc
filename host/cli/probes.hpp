/// probes.hpp: asks each upstream of a plan once, by the broker, as a run would: does it answer, does it take the
/// token, what is left of its budget, and does its clock agree with ours. Upstreams that no collector of the plan was
/// granted are not asked. Blocks until all have answered or kProbePatience has passed.
#pragma once

#include <chrono>

#include "cli/findings.hpp"
#include "core/plan.hpp"

namespace streamguard::cli {

inline constexpr std::chrono::seconds kProbePatience{20};
/// A difference of clocks beyond which certificates and windows of limits are judged wrongly.
inline constexpr std::chrono::seconds kSkewHint{60}, kSkewWrong{600};

Findings probe_upstreams(const Plan& plan);

}  // namespace streamguard::cli
