/// plugin_findings.hpp: what a doctor finds of plugins: are they there, whole and for this machine, and do those of the
/// plan start? Their workers are started as a run would start them, and end once they are ready.
#pragma once

#include <optional>

#include "cli/findings.hpp"
#include "core/plan.hpp"

namespace streamguard::cli {

/// Blocks; a plugin that does not get ready holds it up for limits::kStartDeadline at most.
Findings look_at_plugins(const std::optional<Plan>& plan);

}  // namespace streamguard::cli
