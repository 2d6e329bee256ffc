#include "axis.hpp"

#include <algorithm>
#include <cmath>

namespace streamguard::pdf_report {
namespace {

/// The least of 1, 2, 5 times a power of ten that is not below `raw`.
double round_step(double raw) {
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

std::vector<double> ticks(double highest, int most, bool whole) {
  if (!(highest > 0)) highest = 1;
  double step = round_step(highest / most);
  if (whole) step = std::max(step, 1.0);
  std::vector<double> out{0};
  while (out.back() < highest * (1 - 1e-9)) out.push_back(static_cast<double>(out.size()) * step);
  return out;
}

std::vector<double> time_ticks(double longest, int most) {
  constexpr double kSteps[] = {1,   2,   5,    10,   15,   30,    60,    120,   300,
                               600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};
  if (!(longest > 0)) return {0};
  double step = 0;
  if (longest / most < kSteps[0]) {
    step = round_step(longest / most);
  } else {
    const auto* const at =
        std::find_if(std::begin(kSteps), std::end(kSteps), [&](double s) { return longest / most <= s; });
    step = at != std::end(kSteps) ? *at : 86400 * round_step(longest / most / 86400);
  }
  std::vector<double> out;
  for (int i = 0; i * step <= longest * (1 + 1e-9); ++i) out.push_back(i * step);
  return out;
}

}  // namespace streamguard::pdf_report
