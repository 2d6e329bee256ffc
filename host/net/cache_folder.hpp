/// cache_folder.hpp: the cache's files as files: their bytes, their ages, which of them go. Safe while other hosts work
/// in the same folder: what vanishes meanwhile is passed over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace streamguard::net {

/// Removes parts older than kStaleParts: their writer is gone.
void sweep_parts(const std::filesystem::path& folder);

/// Removes the least recently used entries until kEvictToPercent of `most` remain, when the folder holds more than
/// `most`; entries with a body that `in_use` knows stay. Bodies that no json names age and go with the name they bear.
/// Gives the bytes left.
std::uint64_t shrink_folder(const std::filesystem::path& folder, std::uint64_t most,
                            const std::function<bool(const std::filesystem::path& body)>& in_use);

}  // namespace streamguard::net
