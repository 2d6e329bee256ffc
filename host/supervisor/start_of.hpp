/// start_of.hpp: what a worker is told at its START, as far as the plan alone decides it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "ipc/message.hpp"

namespace streamguard::supervisor {

/// Of one shard of a collector at its very beginning: no token, nothing to skip, no paths of its own.
ipc::Start start_of(const Plan& plan, const Collector& collector, std::uint32_t shard);

std::string json_array(const std::vector<std::string>& texts);

}  // namespace streamguard::supervisor
