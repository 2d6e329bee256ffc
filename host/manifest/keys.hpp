/// keys.hpp: every key that a manifest may hold, by block. The published schema is tested against this table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::manifest {

enum class Block { top, cache, secret, upstream, limit, auth, collector, limits, restart, reporter, plugins };

struct KeyBlock {
  Block block;
  std::string_view name;  ///< as in the schema's definitions
  std::vector<std::string> keys;
};

const std::vector<KeyBlock>& key_blocks();
const std::vector<std::string>& keys_of(Block block);

}  // namespace streamguard::manifest
