/// summary.hpp: what a person reads when a run is over.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "core/plan.hpp"
#include "supervisor/supervisor.hpp"
#include "view/run_state.hpp"

namespace streamguard::cli {

/// "3 of 3 collectors did their work: 5,330 samples in 1.2s"
std::string one_line(const supervisor::RunResult& result);
/// What an earlier run left in the output folder, by collector, and since when. Ask before the store is opened.
std::string resumed_text(const std::filesystem::path& output);
/// Of a dashboard that is no longer seen: how it was stopped, its last warnings and errors.
void print_troubles(std::ostream& out, const view::RunState& seen);
/// Likewise: which reports were written where.
void print_reports(std::ostream& out, const view::RunState& seen);
/// `partial` is the file of an interrupted run, else empty.
void print_summary(std::ostream& out, const Plan& plan, const supervisor::RunResult& result,
                   const std::filesystem::path& partial);

}  // namespace streamguard::cli
