/// clock.hpp: time as a seam. Production code takes a Clock; tests give one that they move by hand.
#pragma once

#include <chrono>
#include <string>

namespace streamguard::os {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

/// [any thread]
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime now() const = 0;
  virtual WallTime wall() const = 0;
};

/// The machine's own clock; lives as long as the program.
const Clock& real_clock() noexcept;

/// "2026-01-31T12:34:56.789Z"
std::string rfc3339(WallTime time);
/// "12:34:56" in the user's own time zone: for screens only.
std::string local_time(WallTime time);
/// "2026-01-31 12:34:56", likewise.
std::string local_date_time(WallTime time);
/// "20260131_123456", UTC: the form used in file names.
std::string compact_time(WallTime time);

}  // namespace streamguard::os
