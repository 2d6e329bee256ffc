/// stable_hash.hpp: which shard an id belongs to. Pure, any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace streamguard::advisory {

/// The same on every machine and in every version: shards and tokens rest on it.
std::uint64_t stable_hash(std::string_view id);

inline bool in_shard(std::string_view id, std::uint32_t index, std::uint32_t count) {
  return count < 2 || stable_hash(id) % count == index;
}

}  // namespace streamguard::advisory
