/// times.hpp: the times that NVD writes, and the windows that its API can be asked for. Values, any thread.
///
/// NVD writes "2024-05-07T21:15:08.330" without an offset and means UTC. Here a time is milliseconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamguard::cve {

using Millis = std::int64_t;

inline constexpr Millis kDay = Millis{24} * 60 * 60 * 1000;
inline constexpr Millis kLongestWindow = 120 * kDay;  ///< the API refuses more

/// "2024-05-07", "2024-05-07T21:15:08" with up to nine digits of a fraction, and "Z" or "+01:00" behind it or nothing.
std::optional<Millis> parse_time(std::string_view text);

/// "2024-05-07T21:15:08.330Z": what the API is asked with.
std::string time_text(Millis time);

int year_of(Millis time);
Millis year_begin(int year);

/// Both ends belong to it.
struct Span {
  Millis first = 0, last = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

struct Window {
  Span span;
  std::uint64_t index = 0;  ///< counted from the oldest, so that it does not depend on where the newest one ends
};

/// Cuts each of `ranges` (in order of time, apart from each other) into windows of at most 120 days, counted from its
/// beginning: together they hold every millisecond of the ranges once. Newest first.
std::vector<Window> windows(const std::vector<Span>& ranges);

}  // namespace streamguard::cve
