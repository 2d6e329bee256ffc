/// findings.hpp: the function pairs of a run as a SARIF log: one result each, located at the function as it was before
/// the fix, in the repository's file at the fix's parent. Files are named relative to their repository, which
/// versionControlProvenance tells: GitHub takes nothing but relative places or files of a checkout. Only pairs with
/// such a place are findings: synthetic ones have none. Better tiers come first; within a tier, the order of the
/// records. Bounded by Limits, whatever comes.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "rules.hpp"
#include "sarif_log.hpp"
#include "survey/record.hpp"

namespace streamguard::sarif_report {

struct Limits {
  std::size_t results = 5'000;  ///< at most kResultsMost
  std::size_t bytes = kLogBytesMost;
};

class Findings {
 public:
  explicit Findings(Limits limits) : limits_(limits) {}

  void add(std::string_view collector, const survey::Record& record);
  Log finish(const facts::Facts& facts);

 private:
  /// What a result needs of a record; it becomes text only once it is known that it is kept.
  struct Finding {
    std::string collector, sample_id, title, ids, symbol, repo, commit, parent, path, tier, method, severity;
    std::vector<std::string> cwes;
    survey::Lines lines;
    std::optional<double> score;
  };
  struct Tier {
    std::vector<Finding> findings;
    std::size_t bytes = 0;
  };

  std::string result_of(const Finding& one);
  std::string place_of(const Finding& one);
  void write_places(Log& log) const;

  Limits limits_;
  std::array<Tier, 4> tiers_;
  std::uint64_t all_ = 0;
  WeaknessRules rules_;
  std::map<std::pair<std::string, std::string>, std::string> places_;  ///< repository and commit, to a base id
  std::vector<const std::pair<const std::pair<std::string, std::string>, std::string>*> places_in_order_;
};

}  // namespace streamguard::sarif_report
