/// examples.hpp: a bounded choice of records, evenly spread over strata and decided by a hash of seed and sample_id, so
/// that it depends on nothing but the set of records. Never holds more than `most` of them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "survey/survey.hpp"

namespace streamguard::survey {

class Examples {
 public:
  Examples(std::uint64_t seed, std::size_t most) : seed_(seed), most_(most) {}

  void offer(std::string_view collector, const Record& record);
  /// Sorted by collector, language, tier and sample_id.
  std::vector<Example> take();

 private:
  using Rank = std::pair<std::uint64_t, std::string>;  ///< hash and sample_id: the lower, the sooner chosen
  using Stratum = std::map<Rank, Example>;
  using Size = std::tuple<std::size_t, std::uint64_t, std::string>;  ///< members, hash of the name, name

  void drop_one();

  std::uint64_t seed_;
  std::size_t most_, held_ = 0;
  std::map<std::string, Stratum> strata_;
  std::set<Size> sizes_;  ///< of the strata that hold any: the largest is the last
};

/// False for a record whose code an example may not hold.
bool fits(const Record& record);

}  // namespace streamguard::survey
