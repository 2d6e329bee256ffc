/// forecast.hpp: about what the work that is left will ask of the upstreams. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cve/position.hpp"
#include "cve/settings.hpp"

namespace streamguard::cve {

struct Expectation {
  std::string upstream;
  std::uint64_t requests = 0, bytes = 0;
  std::string basis;
};

struct Outlook {
  std::uint64_t left = 0;  ///< samples until the target; 0 = no limit
  std::uint32_t shard_index = 0, shard_count = 1;
  bool code = true;
  Position position;
};

std::vector<Expectation> forecast(const Settings& settings, const Outlook& outlook);

}  // namespace streamguard::cve
