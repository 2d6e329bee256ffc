#include "fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace streamguard::repo {
namespace {

constexpr int kRounds = 30;
constexpr std::size_t kIntercept = static_cast<std::size_t>(Feature::always);
constexpr double kInterceptPull = 0.05;  // how rare fixes are is the data's to say

using Matrix = std::array<std::array<double, kFeatures>, kFeatures>;

/// Solves a·x = b for a symmetric positive definite matrix, by elimination.
Values solve(Matrix a, Values b) {
  for (std::size_t i = 0; i < kFeatures; ++i) {
    for (std::size_t row = i + 1; row < kFeatures; ++row) {
      const double factor = a[row][i] / a[i][i];
      for (std::size_t column = i; column < kFeatures; ++column) a[row][column] -= factor * a[i][column];
      b[row] -= factor * b[i];
    }
  }
  Values x{};
  for (std::size_t i = kFeatures; i-- > 0;) {
    double sum = b[i];
    for (std::size_t column = i + 1; column < kFeatures; ++column) sum -= a[i][column] * x[column];
    x[i] = sum / a[i][i];
  }
  return x;
}

}  // namespace

void Confusion::count(bool said, bool is) {
  if (said) {
    ++(is ? hits : false_alarms);
  } else {
    ++(is ? misses : rejections);
  }
}
double Confusion::precision() const { return hits == 0 ? 0 : static_cast<double>(hits) / (hits + false_alarms); }
double Confusion::recall() const { return hits == 0 ? 0 : static_cast<double>(hits) / (hits + misses); }

// In the order of Feature; set before any commit was looked at, by what is generally known of how fixes are written.
// The weights of verdict.cpp came of a fit from here, so a cross-validation must not begin with those.
Values prior() {
  return {-4.0, 4.0,  3.5,  2.5,  2.0,  2.5,  2.0,  2.0,  1.0, 0.5, 1.0, 2.0,  0.5, 1.0, 0.5, 0.7, 0.5, 1.0,
          0.3,  -1.0, -1.2, -0.8, -1.0, -0.6, -0.1, -0.3, 0.2, 0.1, 0.0, -0.1, 0.3, 0.5, 0.2, 0.3, -2.0};
}

double score(const Values& weights, const Values& values) {
  double sum = 0;
  for (std::size_t i = 0; i < kFeatures; ++i) sum += weights[i] * values[i];
  return sum;
}

Values fit(const std::vector<const Row*>& rows, const Values& prior, double pull) {
  Values weights = prior;
  for (int round = 0; round < kRounds; ++round) {
    Matrix curvature{};
    Values slope{};
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const double held = i == kIntercept ? kInterceptPull : pull;
      curvature[i][i] = held;
      slope[i] = -held * (weights[i] - prior[i]);
    }
    for (const Row* row : rows) {
      const double p = 1 / (1 + std::exp(-score(weights, row->values)));
      for (std::size_t i = 0; i < kFeatures; ++i) {
        if (row->values[i] == 0) continue;
        slope[i] += row->trust * ((row->label ? 1 : 0) - p) * row->values[i];
        for (std::size_t j = 0; j < kFeatures; ++j) {
          curvature[i][j] += row->trust * p * (1 - p) * row->values[i] * row->values[j];
        }
      }
    }
    const Values step = solve(curvature, slope);
    double largest = 0;
    for (std::size_t i = 0; i < kFeatures; ++i) {
      weights[i] += step[i];
      largest = std::max(largest, std::abs(step[i]));
    }
    if (largest < 1e-6) break;
  }
  return weights;
}

Confusion confusion(const std::vector<Row>& rows, const Values& weights, double threshold) {
  Confusion table;
  for (const Row& row : rows) table.count(row.eligible && score(weights, row.values) >= threshold, row.label);
  return table;
}

Confusion cross_validate(const std::vector<Row>& rows, const Values& prior, double pull, double threshold) {
  std::set<std::string> repositories;
  for (const Row& row : rows) repositories.insert(row.repository);
  Confusion table;
  for (const std::string& left_out : repositories) {
    std::vector<const Row*> others;
    for (const Row& row : rows) {
      if (row.repository != left_out && row.eligible) others.push_back(&row);
    }
    const Values weights = fit(others, prior, pull);
    for (const Row& row : rows) {
      if (row.repository == left_out) {
        table.count(row.eligible && score(weights, row.values) >= threshold, row.label);
      }
    }
  }
  return table;
}

}  // namespace streamguard::repo
