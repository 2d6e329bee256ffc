#include "core/plan.hpp"

namespace streamguard {

std::uint64_t shard_target(std::uint64_t target, std::uint32_t index, std::uint32_t count) noexcept {
  return target / count + (index < target % count ? 1 : 0);
}

}  // namespace streamguard
