/// stats.hpp: what was asked of each upstream, counted. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace streamguard::upstreams {

struct Count {
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;         ///< of bodies, as they left
  std::uint64_t not_modified = 0;  ///< 304
  std::uint64_t limited = 0;       ///< refused for a limit
  std::uint64_t faults = 0;        ///< bent by a fault
  std::uint64_t errors = 0;        ///< other answers of 400 and more
  std::uint64_t points = 0;        ///< GraphQL only
  std::uint64_t running = 0;
  std::uint64_t most_running = 0;
  std::map<std::string, std::uint64_t> what;  ///< requests by their sort: "archive", "raw", "fetch" …
};

class Stats {
 public:
  /// A request of `upstream` begins; `what` is its sort.
  void begin(const std::string& upstream, const std::string& what);
  /// Adds what was decided on its answer, before that leaves.
  void decide(const std::string& upstream, const Count& more);
  /// The answer has left, with so many bytes of a body.
  void end(const std::string& upstream, std::uint64_t bytes);

  std::map<std::string, Count> counts() const;
  Count of(const std::string& upstream) const;
  void reset();
  std::string json() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Count> counts_;
};

}  // namespace streamguard::upstreams
