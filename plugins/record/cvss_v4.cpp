// Version 4.0 (section 8 of its specification): the vector's metrics fall into six equivalence sets, which together
// name a macrovector with a score of its own. From that score goes the mean, over the sets, of how far the vector lies
// below its set's worst vector on the way to the next lower macrovector. All in whole numbers, so that halves round as
// meant.
#include <algorithm>
#include <iterator>
#include <optional>

#include "record/cvss_metrics.hpp"
#include "record/cvss_v4_scores.hpp"

namespace streamguard::record {
namespace {

constexpr CvssMetric kV4[] = {
    {"AV", "N A L P", true},     {"AC", "L H", true},
    {"AT", "N P", true},         {"PR", "N L H", true},
    {"UI", "N P A", true},       {"VC", "H L N", true},
    {"VI", "H L N", true},       {"VA", "H L N", true},
    {"SC", "H L N", true},       {"SI", "H L N", true},
    {"SA", "H L N", true},       {"E", "X A P U", false},
    {"CR", "X H M L", false},    {"IR", "X H M L", false},
    {"AR", "X H M L", false},    {"MAV", "X N A L P", false},
    {"MAC", "X L H", false},     {"MAT", "X N P", false},
    {"MPR", "X N L H", false},   {"MUI", "X N P A", false},
    {"MVC", "X H L N", false},   {"MVI", "X H L N", false},
    {"MVA", "X H L N", false},   {"MSC", "X H L N", false},
    {"MSI", "X S H L N", false}, {"MSA", "X S H L N", false},
    {"S", "X N P", false},       {"AU", "X N Y", false},
    {"R", "X A U I", false},     {"V", "X D C", false},
    {"RE", "X L M H", false},    {"U", "X Clear Green Amber Red", false},
};
static_assert(std::size(kV4) == kMostCvssMetrics);

/// The metrics that count, after the environment had its say, each as steps below its worst value.
enum Metric { kAV, kAC, kAT, kPR, kUI, kVC, kVI, kVA, kSC, kSI, kSA, kE, kCR, kIR, kAR, kMetrics };
constexpr std::string_view kSteps[kMetrics] = {"NALP", "LH",   "NP",   "NLH", "NPA", "HLN", "HLN", "HLN",
                                               "SHLN", "SHLN", "SHLN", "APU", "HML", "HML", "HML"};
constexpr std::size_t kFirstModified = 15;  ///< MAV in kV4; MAV…MSA stand in the order of AV…SA
constexpr int kHighSubsequent = 1;          ///< steps of SC, SI, SA at H, for S stands above

using Steps = std::array<int, kMetrics>;

Steps steps_of(const CvssValues& values) {
  Steps steps{};
  for (std::size_t i = 0; i < kMetrics; ++i) {
    std::string_view value = values[i];
    if (i <= kSA) {
      const std::string_view modified = values[kFirstModified + i];
      if (!modified.empty() && modified != "X") value = modified;
    }
    // What is not defined counts as the worst.
    steps[i] = value.empty() || value == "X" ? 0 : static_cast<int>(kSteps[i].find(value[0]));
  }
  return steps;
}

struct Sets {
  int eq1, eq2, eq3, eq4, eq5, eq6;
};

Sets sets_of(const Steps& s) {
  Sets sets{};
  const bool any_free = s[kAV] == 0 || s[kPR] == 0 || s[kUI] == 0;
  const bool all_free = s[kAV] == 0 && s[kPR] == 0 && s[kUI] == 0;
  sets.eq1 = all_free ? 0 : any_free && s[kAV] != 3 ? 1 : 2;
  sets.eq2 = s[kAC] == 0 && s[kAT] == 0 ? 0 : 1;
  sets.eq3 = s[kVC] == 0 && s[kVI] == 0 ? 0 : s[kVC] == 0 || s[kVI] == 0 || s[kVA] == 0 ? 1 : 2;
  const bool safety = s[kSI] == 0 || s[kSA] == 0;
  const bool high = s[kSC] == kHighSubsequent || s[kSI] == kHighSubsequent || s[kSA] == kHighSubsequent;
  sets.eq4 = safety ? 0 : high ? 1 : 2;
  sets.eq5 = s[kE];
  const bool wanted = (s[kCR] == 0 && s[kVC] == 0) || (s[kIR] == 0 && s[kVI] == 0) || (s[kAR] == 0 && s[kVA] == 0);
  sets.eq6 = wanted ? 0 : 1;
  return sets;
}

std::optional<int> score_of(const Sets& sets) {
  if (sets.eq1 > 2 || sets.eq2 > 1 || sets.eq3 > 2 || sets.eq4 > 2 || sets.eq5 > 2 || sets.eq6 > 1) return {};
  const int row = (sets.eq1 * 2 + sets.eq2) * 3 + sets.eq3;
  const int place = ((row * 3 + sets.eq4) * 3 + sets.eq5) * 2 + sets.eq6;
  const std::uint8_t tenths = kCvssV4Scores[static_cast<std::size_t>(place)];
  if (tenths == kNone) return {};
  return tenths;
}

/// The worst vectors of each set, as steps in the order of `metrics`.
struct Worst {
  std::array<Metric, 6> metrics;
  std::size_t count;
  std::array<std::array<int, 6>, 5> vectors;
  std::size_t alternatives;
};

constexpr Worst kWorst1[] = {
    {{kAV, kPR, kUI}, 3, {{{0, 0, 0}}}, 1},
    {{kAV, kPR, kUI}, 3, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, 3},
    {{kAV, kPR, kUI}, 3, {{{3, 0, 0}, {1, 1, 1}}}, 2},
};
constexpr Worst kWorst2[] = {
    {{kAC, kAT}, 2, {{{0, 0}}}, 1},
    {{kAC, kAT}, 2, {{{1, 0}, {0, 1}}}, 2},
};
constexpr std::array<Metric, 6> kLosses = {kVC, kVI, kVA, kCR, kIR, kAR};
/// By EQ3 and EQ6, which share their metrics; the empty cell stands for the pair that cannot be.
constexpr Worst kWorst36[3][2] = {
    {{kLosses, 6, {{{0, 0, 0, 0, 0, 0}}}, 1}, {kLosses, 6, {{{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}}, 2}},
    {{kLosses, 6, {{{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}}, 2},
     {kLosses,
      6,
      {{{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}}},
      5}},
    {{kLosses, 6, {{}}, 0}, {kLosses, 6, {{{1, 1, 1, 0, 0, 0}}}, 1}},
};
constexpr Worst kWorst4[] = {
    {{kSC, kSI, kSA}, 3, {{{1, 0, 0}}}, 1},
    {{kSC, kSI, kSA}, 3, {{{1, 1, 1}}}, 1},
    {{kSC, kSI, kSA}, 3, {{{2, 2, 2}}}, 1},
};

/// Steps from the first worst vector that is nowhere better than ours.
int distance(const Worst& worst, const Steps& steps) {
  for (std::size_t v = 0; v < worst.alternatives; ++v) {
    int sum = 0;
    bool above = true;
    for (std::size_t i = 0; i < worst.count && above; ++i) {
      const int below = steps[worst.metrics[i]] - worst.vectors[v][i];
      above = below >= 0;
      sum += below;
    }
    if (above) return sum;
  }
  return 0;
}

/// Depths of the sets in steps, as the specification lists them.
constexpr int kDepth1[] = {1, 4, 5};
constexpr int kDepth2[] = {1, 2};
constexpr int kDepth36[3][2] = {{7, 6}, {8, 8}, {0, 10}};
constexpr int kDepth4[] = {6, 5, 4};
constexpr int kDepths = 840;  ///< a multiple of every depth

std::optional<int> score_below_36(Sets sets) {
  Sets lower3 = sets;
  Sets lower6 = sets;
  ++lower3.eq3;
  ++lower6.eq6;
  if (sets.eq3 == 0 && sets.eq6 == 0) {
    const std::optional<int> left = score_of(lower6);
    const std::optional<int> right = score_of(lower3);
    return left && right ? std::max(left, right) : left ? left : right;
  }
  if (sets.eq6 == 1) return score_of(lower3);
  return score_of(lower6);
}

/// The mean that goes off, as sum / (kDepths * lower) tenths.
class Mean {
 public:
  explicit Mean(int score) : score_(score) {}
  void add(std::optional<int> next_lower, int steps, int depth) {
    if (!next_lower) return;
    ++lower_;
    sum_ += (score_ - *next_lower) * steps * (kDepths / depth);
  }
  /// The score less the mean, in tenths, halves up.
  int rounded() const {
    if (lower_ == 0) return score_;
    const int whole = kDepths * lower_;
    return (2 * (score_ * whole - sum_) + whole) / (2 * whole);
  }

 private:
  int score_;
  int lower_ = 0;
  int sum_ = 0;
};

int score_of(const Steps& steps) {
  constexpr int kNoLoss = 2;
  constexpr int kNoLossBeyond = 3;
  if (steps[kVC] == kNoLoss && steps[kVI] == kNoLoss && steps[kVA] == kNoLoss && steps[kSC] == kNoLossBeyond &&
      steps[kSI] == kNoLossBeyond && steps[kSA] == kNoLossBeyond) {
    return 0;
  }
  const Sets sets = sets_of(steps);
  const auto lower = [&sets](int Sets::*set) {
    Sets next = sets;
    ++(next.*set);
    return score_of(next);
  };
  Mean mean(score_of(sets).value_or(0));
  mean.add(lower(&Sets::eq1), distance(kWorst1[sets.eq1], steps), kDepth1[sets.eq1]);
  mean.add(lower(&Sets::eq2), distance(kWorst2[sets.eq2], steps), kDepth2[sets.eq2]);
  mean.add(score_below_36(sets), distance(kWorst36[sets.eq3][sets.eq6], steps), kDepth36[sets.eq3][sets.eq6]);
  mean.add(lower(&Sets::eq4), distance(kWorst4[sets.eq4], steps), kDepth4[sets.eq4]);
  mean.add(lower(&Sets::eq5), 0, 1);  // each of EQ5's sets is one value deep
  return mean.rounded();
}

}  // namespace

bool score_cvss_v4(std::string_view metrics, int& tenths, std::string& error) {
  CvssValues values;
  if (!read_cvss_metrics(metrics, kV4, values, error)) return false;
  tenths = score_of(steps_of(values));
  return true;
}

}  // namespace streamguard::record
