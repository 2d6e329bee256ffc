/// scratch.hpp: the folder of a process that may write nowhere else.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace streamguard::os {

/// A new folder, its parents too, that a process with few rights (SpawnOptions::confined) may write in. Not durable.
Status make_scratch_folder(const std::filesystem::path& path);

}  // namespace streamguard::os
