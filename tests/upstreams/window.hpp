/// window.hpp: what an upstream lets through: at most so many units in any stretch of time. Time is given, so that
/// tests need none to pass. Not locked.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace streamguard::upstreams {

using Time = std::chrono::steady_clock::time_point;
using Span = std::chrono::steady_clock::duration;

class RollingWindow {
 public:
  RollingWindow(std::uint64_t most, Span per) : most_(most), per_(per) {}

  /// Whether `units` more still fit at `now`; they count if so.
  bool take(Time now, std::uint64_t units = 1);
  std::uint64_t used(Time now);
  /// How long until something leaves the window.
  Span until_free(Time now);

 private:
  struct Taken {
    Time at;
    std::uint64_t units;
  };
  void forget(Time now);

  std::uint64_t most_;
  Span per_;
  std::deque<Taken> taken_;
  std::uint64_t used_ = 0;
};

/// A window of its own for each key: a credential, a path.
class KeyedWindows {
 public:
  KeyedWindows(std::uint64_t most, Span per) : most_(most), per_(per) {}
  RollingWindow& of(const std::string& key) { return windows_.try_emplace(key, most_, per_).first->second; }

 private:
  std::uint64_t most_;
  Span per_;
  std::map<std::string, RollingWindow> windows_;
};

/// An hour that begins with the first use and gives everything back at its end, as GitHub's primary limit does.
class FixedWindow {
 public:
  FixedWindow(std::uint64_t most, Span per) : most_(most), per_(per) {}
  bool take(Time now, std::uint64_t units);
  std::uint64_t used(Time now);
  Time reset_at(Time now);
  std::uint64_t most() const noexcept { return most_; }

 private:
  void turn(Time now);

  std::uint64_t most_;
  Span per_;
  Time begin_{};
  std::uint64_t used_ = 0;
};

}  // namespace streamguard::upstreams
