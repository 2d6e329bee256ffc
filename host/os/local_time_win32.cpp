#include <array>
#include <ctime>

#include "os/clock.hpp"

namespace streamguard::os {

namespace {

std::string formatted(WallTime time, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  if (localtime_s(&local, &seconds) != 0) return {};
  std::array<char, 48> text{};
  if (std::strftime(text.data(), text.size(), format, &local) == 0) return {};
  return text.data();
}

}  // namespace

std::string local_time(WallTime time) { return formatted(time, "%H:%M:%S"); }

std::string local_date_time(WallTime time) { return formatted(time, "%Y-%m-%d %H:%M:%S"); }

}  // namespace streamguard::os
