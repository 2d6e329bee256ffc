// Versions 2.0 (section 3.2.1 of its guide), 3.0 and 3.1 (section 7.1 of theirs).
#include <algorithm>
#include <cmath>

#include "record/cvss_metrics.hpp"

namespace streamguard::record {
namespace {

constexpr CvssMetric kV2[] = {
    {"AV", "L A N", true},        {"AC", "H M L", true},
    {"Au", "M S N", true},        {"C", "N P C", true},
    {"I", "N P C", true},         {"A", "N P C", true},
    {"E", "U POC F H ND", false}, {"RL", "OF TF W U ND", false},
    {"RC", "UC UR C ND", false},  {"CDP", "N L LM MH H ND", false},
    {"TD", "N L M H ND", false},  {"CR", "L M H ND", false},
    {"IR", "L M H ND", false},    {"AR", "L M H ND", false},
};
enum V2 { kV2Vector, kV2Complexity, kV2Authentication, kV2C, kV2I, kV2A };

constexpr CvssMetric kV3[] = {
    {"AV", "N A L P", true},   {"AC", "L H", true},        {"PR", "N L H", true},       {"UI", "N R", true},
    {"S", "U C", true},        {"C", "N L H", true},       {"I", "N L H", true},        {"A", "N L H", true},
    {"E", "X U P F H", false}, {"RL", "X O T W U", false}, {"RC", "X U R C", false},    {"CR", "X L M H", false},
    {"IR", "X L M H", false},  {"AR", "X L M H", false},   {"MAV", "X N A L P", false}, {"MAC", "X L H", false},
    {"MPR", "X N L H", false}, {"MUI", "X N R", false},    {"MS", "X U C", false},      {"MC", "X N L H", false},
    {"MI", "X N L H", false},  {"MA", "X N L H", false},
};
enum V3 { kV3Vector, kV3Complexity, kV3Privileges, kV3Interaction, kV3Scope, kV3C, kV3I, kV3A };

double impact_v2(std::string_view value) { return value == "N" ? 0.0 : value == "P" ? 0.275 : 0.660; }

double impact_v3(std::string_view value) { return value == "N" ? 0.0 : value == "L" ? 0.22 : 0.56; }

double privileges_v3(std::string_view value, bool scope_changes) {
  if (value == "N") return 0.85;
  if (value == "L") return scope_changes ? 0.68 : 0.62;
  return scope_changes ? 0.50 : 0.27;
}

/// The smallest tenth that is not below `value`, as 3.1 defines it to keep binary fractions out. 3.0 means the same and
/// leaves the fractions to the reader.
int rounded_up_v3(double value) {
  const long scaled = std::lround(value * 100000.0);
  return static_cast<int>(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1);
}

}  // namespace

bool score_cvss_v2(std::string_view metrics, int& tenths, std::string& error) {
  CvssValues at;
  if (!read_cvss_metrics(metrics, kV2, at, error)) return false;
  const double vector = at[kV2Vector] == "L" ? 0.395 : at[kV2Vector] == "A" ? 0.646 : 1.0;
  const double complexity = at[kV2Complexity] == "H" ? 0.35 : at[kV2Complexity] == "M" ? 0.61 : 0.71;
  const double authentication = at[kV2Authentication] == "M" ? 0.45 : at[kV2Authentication] == "S" ? 0.56 : 0.704;
  const double impact =
      10.41 * (1.0 - (1.0 - impact_v2(at[kV2C])) * (1.0 - impact_v2(at[kV2I])) * (1.0 - impact_v2(at[kV2A])));
  const double exploitability = 20.0 * vector * complexity * authentication;
  const double factor = impact == 0.0 ? 0.0 : 1.176;
  tenths = static_cast<int>(std::lround((0.6 * impact + 0.4 * exploitability - 1.5) * factor * 10.0));
  return true;
}

bool score_cvss_v3(std::string_view metrics, int& tenths, std::string& error) {
  CvssValues at;
  if (!read_cvss_metrics(metrics, kV3, at, error)) return false;
  const bool changes = at[kV3Scope] == "C";
  const std::string_view reach = at[kV3Vector];
  const double vector = reach == "N" ? 0.85 : reach == "A" ? 0.62 : reach == "L" ? 0.55 : 0.2;
  const double complexity = at[kV3Complexity] == "L" ? 0.77 : 0.44;
  const double interaction = at[kV3Interaction] == "N" ? 0.85 : 0.62;
  const double exploitability = 8.22 * vector * complexity * privileges_v3(at[kV3Privileges], changes) * interaction;
  const double loss = 1.0 - (1.0 - impact_v3(at[kV3C])) * (1.0 - impact_v3(at[kV3I])) * (1.0 - impact_v3(at[kV3A]));
  const double impact = changes ? 7.52 * (loss - 0.029) - 3.25 * std::pow(loss - 0.02, 15.0) : 6.42 * loss;
  const double sum = (changes ? 1.08 : 1.0) * (impact + exploitability);
  tenths = impact <= 0.0 ? 0 : rounded_up_v3(std::min(sum, 10.0));
  return true;
}

}  // namespace streamguard::record
