/// budget.hpp: how fast one upstream may be asked. At most N requests start in any window of `per` (the exact sliding
/// window, lengthened by a small margin for the unequal ways to the server), at most `concurrency` are in flight, and
/// none starts before a pause that the upstream asked for is over. try_start() is the only way to start one, so the
/// limits hold by construction. Pure: no clock, no threads; the caller passes a monotonic time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/plan.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

using os::SteadyTime;

/// The limit that holds: the one for requests with credentials once the secret is there.
std::optional<RateLimit> effective_limit(const Upstream& upstream, bool has_secret);

/// A hundredth of the window, at least kWindowMarginLeast, at most kWindowMarginMost.
milliseconds window_margin(milliseconds per);

class Budget {
 public:
  Budget(std::optional<RateLimit> limit, std::uint32_t concurrency);

  /// The earliest time at which window and pause allow one more; `now` when they do already.
  SteadyTime ready_at(SteadyTime now) const;
  bool full() const noexcept { return in_flight_ >= concurrency_; }
  /// Counts one more request as started at `now`, or refuses.
  bool try_start(SteadyTime now);
  /// One request that was started has ended. Its start stays in the window.
  void finish();
  /// A start that was not ours: by an earlier life of this host or by another one that shares the cache folder.
  void note_start(SteadyTime at);
  void forget_starts() { starts_.clear(); }
  void pause_until(SteadyTime at);

  /// Starts inside the window that ends at `now`.
  std::uint32_t in_window(SteadyTime now) const;
  std::uint32_t in_flight() const noexcept { return in_flight_; }
  bool limited() const noexcept { return limit_.has_value(); }
  const std::optional<RateLimit>& limit() const noexcept { return limit_; }

 private:
  void forget(SteadyTime now);

  std::optional<RateLimit> limit_;
  milliseconds window_{0};
  std::uint32_t concurrency_;
  std::uint32_t in_flight_ = 0;
  std::deque<SteadyTime> starts_;  ///< sorted; those inside the window
  SteadyTime paused_until_ = SteadyTime::min();
};

}  // namespace streamguard::net
