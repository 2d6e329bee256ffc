/// run_file.hpp: .streamguard/run.json: whose output folder this is, and what moves aside when a run begins anew.
/// Used while the folder's lock is held, except for read_run().
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"
#include "store/store.hpp"

namespace streamguard::store {

struct Run {
  Fingerprint fingerprint;
  std::vector<PartName> parts;  ///< sorted by collector and index
};

/// nullopt where there is none yet; Code::data where it cannot be understood.
Result<std::optional<Run>> read_run(os::Disk& disk, const std::filesystem::path& output);
Status write_run(os::Disk& disk, const std::filesystem::path& output, const Run& run);

/// Each key that differs, with both values, one a line; empty where none does.
std::string differences(const Fingerprint& before, const Fingerprint& now);

/// Moves the run's files to .streamguard/old/<time>/, where they lie as they did here. What is to be moved is noted
/// first, so that a move that was cut short is completed by finish_move() at the next start.
Status move_aside(os::Disk& disk, const std::filesystem::path& output, const Run& run, os::WallTime now);
Status finish_move(os::Disk& disk, const std::filesystem::path& output);

/// Removes the files of a run that committed nothing.
Status remove_run(os::Disk& disk, const std::filesystem::path& output, const Run& run);

}  // namespace streamguard::store
