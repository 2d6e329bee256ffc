/// log.hpp: the run's log file, for the morning after: every event but progress, with time and level, rotated so that a
/// talkative plugin cannot fill the disk. A View like the screen's; made and used on one thread.
#pragma once

#include <filesystem>
#include <memory>

#include "core/event.hpp"
#include "core/result.hpp"

namespace streamguard::log {

/// Appends to `path`. Code::io where it cannot be written.
Result<std::unique_ptr<View>> open_file(const std::filesystem::path& path);

}  // namespace streamguard::log
