/// faults.hpp: which request is answered wrongly, and how. A fault is a line of words:
///
///     kind=status status=429 retry-after=0 on=/osv/*/all.zip times=2
///
/// kind         what goes wrong; the table in README.md
/// on           a pattern of the path, '*' stands for anything; all paths if left out
/// upstream     only requests of this upstream: nvd, nvd_feeds, github, osv, exploitdb, git
/// from, times, every   of the requests that match, counted from 1: the first one hit (1), how many are hit (1, or
///              "always"), and each how many-th of them (1)
/// each=path    counts by path, so that it matters not in which order paths are asked for
/// chance, seed of the requests that would be hit only so many in a hundred, drawn by seed and number
/// status, retry-after, variant, bytes, pause   words of some kinds
///
/// Lines end with ';' or a line feed; what begins with '#' is not read. The first fault that hits decides. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::upstreams {

struct Fault {
  std::string kind;
  std::string on = "*";
  std::string upstream;
  std::uint64_t from = 1, times = 1, every = 1;
  bool each_path = false;
  std::uint64_t chance = 100, seed = 1;
  int status = 503;
  std::string retry_after;  ///< empty: none
  std::string variant;
  std::uint64_t bytes = 0;
  std::uint32_t pause_ms = 20;
};

/// Throws std::invalid_argument that names the line and the word.
std::vector<Fault> parse_faults(std::string_view text);

bool matches(std::string_view pattern, std::string_view text);

class Faults {
 public:
  /// Replaces all; counting begins anew.
  void set(std::vector<Fault> faults);
  /// The fault that this request is to suffer. Counts it.
  std::optional<Fault> next(const std::string& upstream, const std::string& path);
  /// How many requests were hit since set().
  std::uint64_t hits() const;

 private:
  struct Armed {
    Fault fault;
    std::map<std::string, std::uint64_t> seen;
  };
  static bool hit(const Fault& fault, std::uint64_t number);

  mutable std::mutex mutex_;
  std::vector<Armed> armed_;
  std::uint64_t hits_ = 0;
};

}  // namespace streamguard::upstreams
