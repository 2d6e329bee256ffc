/// traffic.hpp: what one collector asked of its upstreams. A plain value.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/event.hpp"

namespace streamguard::net {

/// Counts of one collector.
struct Traffic {
  std::uint64_t requests = 0;    ///< sent upstream over HTTP, revalidations, redirects and retries included
  std::uint64_t from_cache = 0;  ///< answered without a body from upstream (fresh, immutable, 304, or another's fetch)
  std::uint64_t local = 0;       ///< answered from a file:// upstream or a recording: nothing was sent
  std::uint64_t retries = 0;
  std::uint64_t bytes = 0;    ///< body bytes from upstream: as they came over HTTP, or read from a file:// upstream
  double waited_seconds = 0;  ///< in which at least one of its requests waited for a limit

  Traffic& operator+=(const Traffic& other) noexcept {
    requests += other.requests;
    from_cache += other.from_cache;
    local += other.local;
    retries += other.retries;
    bytes += other.bytes;
    waited_seconds += other.waited_seconds;
    return *this;
  }
};

/// What was counted until now, in the words of an upstream's use.
inline void take(UpstreamUse& use, const Traffic& counted) {
  use.requests = counted.requests;
  use.retries = counted.retries;
  use.bytes = counted.bytes;
  use.from_cache = counted.from_cache;
  use.local = counted.local;
  use.waited_seconds = counted.waited_seconds;
}

/// Two views of one upstream: requests of its API and of its repositories. Their limit is one, so its use is not added.
inline void add(UpstreamUse& sum, const UpstreamUse& other) {
  sum.requests += other.requests;
  sum.retries += other.retries;
  sum.bytes += other.bytes;
  sum.from_cache += other.from_cache;
  sum.local += other.local;
  sum.waited_seconds += other.waited_seconds;
  sum.in_flight += other.in_flight;
  sum.waiting += other.waiting;
  sum.in_window = std::max(sum.in_window, other.in_window);
  sum.free_at = std::max(sum.free_at, other.free_at);
}

}  // namespace streamguard::net
