/// filter_placeholder.hpp: what the system call filters made while building hold in place of the worker's process id.
#pragma once

#include <cstdint>

namespace streamguard::worker {

/// Above every process id (2^22 at most on Linux), and no other constant of the filters.
inline constexpr std::uint32_t kOwnProcess = 0x5047'1d00;

}  // namespace streamguard::worker
