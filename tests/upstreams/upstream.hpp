/// upstream.hpp: one simulated service. answer() is called from several threads.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "http.hpp"
#include "stats.hpp"

namespace streamguard::upstreams {

/// How much faster than the real ones the simulated limits are: a window of 30 s lasts 0.5 s at 60.
struct Scale {
  double factor = 60;

  template <class Rep, class Period>
  std::chrono::steady_clock::duration of(std::chrono::duration<Rep, Period> real) const {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(real).count() /
                                                                           factor * std::chrono::duration<double>(1));
  }
};

class Upstream {
 public:
  virtual ~Upstream() = default;
  virtual std::string name() const = 0;
  virtual bool serves(const Request& request) const = 0;
  /// The sort of the request, for the statistics.
  virtual std::string sort_of(const Request& request) const = 0;
  /// Whether the limits refuse the request; counts it. The answer they give then.
  virtual std::optional<Response> refuse(const Request& request, Count& count) = 0;
  virtual Response answer(const Request& request, Count& count) = 0;
};

}  // namespace streamguard::upstreams
