/// config.hpp: the collector's configuration and its resume token, as values. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "generator.hpp"

namespace streamguard::synthetic {

inline constexpr std::uint64_t kDefaultCount = 5000;  ///< samples of a run, over all shards, that names no target
inline constexpr std::uint64_t kMaxCount = 1'000'000'000'000;

struct Config {
  Selection selection;
  std::uint64_t count = kDefaultCount;
};

/// `json` is an object or empty. Throws streamguard::Error(SG_E_CONFIG) naming the key and what it may hold.
Config read_config(std::string_view json, const Library& library);

/// Where a shard goes on: the next ordinal to look at, and how many samples the shard made before it.
struct Position {
  std::uint64_t next = 0;
  std::uint64_t made = 0;
};
std::string to_token(const Position& position);
/// Throws streamguard::Error(SG_E_CONFIG) for a token that this shard cannot have written.
Position from_token(std::string_view token, std::uint32_t shard_index, std::uint32_t shard_count);

}  // namespace streamguard::synthetic
