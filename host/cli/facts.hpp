/// facts.hpp: a finished run as JSON: the facts that reporters get (reports/FACTS.md), and the files that the host
/// writes itself with the field names people know: collection_results.json and collection_partial_*.json.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::cli {

std::string facts_json(const Plan& plan, const supervisor::RunResult& result);
/// The least time in which so many requests of an upstream can start under its limit; 0 without one.
double least_seconds(const Plan& plan, const std::string& upstream, std::uint64_t requests);
/// What `streamguard plan --json` prints: one expectation for each collector, in the plan's order.
std::string planned_json(const Plan& plan, const std::vector<supervisor::Expectation>& expectations);
std::string results_json(const Plan& plan, const supervisor::RunResult& result);
/// As results_json, with interrupted, interrupted_at and the data files with their sizes.
std::string partial_json(const Plan& plan, const supervisor::RunResult& result);

}  // namespace streamguard::cli
