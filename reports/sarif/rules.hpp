/// rules.hpp: what results are instances of: weaknesses for findings, outcomes for collectors.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "facts/facts.hpp"

namespace streamguard::sarif_report {

/// What a collector came to, as a rule. `kind` and `level` are SARIF's.
struct Outcome {
  std::string_view status, id, name, kind, level, short_text, help;
};

/// By a collector's status; every status of FACTS.md has one.
const Outcome& outcome_of(std::string_view status);
/// The rules of all outcomes, in a fixed order, and where one stands among them.
nlohmann::ordered_json outcome_rules();
std::size_t outcome_index(std::string_view status);

constexpr std::string_view kNoWeakness = "SG2000";  ///< for a fix whose record names no CWE

/// The weaknesses of the findings. Ask for each finding; then take the rules.
class WeaknessRules {
 public:
  struct Place {
    std::size_t index = 0;
    std::string id;
  };
  /// `cwe` may be anything: what is no "CWE-<number>" counts as kNoWeakness. `score` raises the rule's severity.
  Place place_of(std::string_view cwe, std::optional<double> score);
  nlohmann::ordered_json rules() const;
  nlohmann::ordered_json taxonomies() const;

 private:
  struct Seen {
    std::string id;
    std::optional<double> score;
  };
  std::vector<Seen> seen_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace streamguard::sarif_report
