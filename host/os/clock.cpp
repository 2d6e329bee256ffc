#include "os/clock.hpp"

#include <array>
#include <cstdio>

namespace streamguard::os {

namespace {

class RealClock final : public Clock {
 public:
  SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override { return std::chrono::system_clock::now(); }
};

struct Parts {
  int year;
  unsigned month, day, hour, minute, second, millisecond;
};

Parts parts_of(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  return {int{date.year()},
          unsigned{date.month()},
          unsigned{date.day()},
          static_cast<unsigned>(clock.hours().count()),
          static_cast<unsigned>(clock.minutes().count()),
          static_cast<unsigned>(clock.seconds().count()),
          static_cast<unsigned>(clock.subseconds().count())};
}

}  // namespace

const Clock& real_clock() noexcept {
  static const RealClock clock;
  return clock;
}

std::string rfc3339(WallTime time) {
  const Parts p = parts_of(time);
  std::array<char, 96> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", p.year, p.month,
                                   p.day, p.hour, p.minute, p.second, p.millisecond);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string compact_time(WallTime time) {
  const Parts p = parts_of(time);
  std::array<char, 96> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d%02u%02u_%02u%02u%02u", p.year, p.month, p.day,
                                   p.hour, p.minute, p.second);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace streamguard::os
