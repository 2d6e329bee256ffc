/// system_error.hpp: what the operating system refused, as an Error with the place, its reason and a cure where one is
/// known. POSIX only; used by the *_posix.cpp files.
#pragma once

#include <cerrno>
#include <chrono>
#include <string>

#include "core/result.hpp"

namespace streamguard::os {

/// "cannot <what>: <reason> (<cure>)". ENOENT and ENOTDIR become Code::unavailable, all else Code::io.
Error system_error(const std::string& what, int number);
inline Error system_error(const std::string& what) { return system_error(what, errno); }

enum class Ready { yes, timed_out, failed };
/// Waits until `fd` is ready for `events` (as of poll) or closed; interrupted waits go on. Negative waits for ever.
Ready wait_ready(int fd, short events, std::chrono::milliseconds timeout) noexcept;

}  // namespace streamguard::os
