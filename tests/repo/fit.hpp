/// fit.hpp: weights of the verdict fitted on labelled commits: logistic regression held near prior weights, by Newton's
/// method; and the same with each repository left out in turn, so that a rule is tried on what it has not seen.
#pragma once

#include <string>
#include <vector>

#include "repo/verdict.hpp"

namespace streamguard::repo {

struct Row {
  std::string repository;
  bool label = false;
  double trust = 1;      ///< how much the row counts in a fit
  bool eligible = true;  ///< what claims() and possible() let through; others are never fixes
  Values values{};
};

struct Confusion {
  int hits = 0, false_alarms = 0, misses = 0, rejections = 0;

  void count(bool said, bool is);
  double precision() const;
  double recall() const;
};

/// Weights by general knowledge, which fits are held near.
Values prior();
double score(const Values& weights, const Values& values);

/// `pull`: how strongly the weights are held to the prior (the inverse variance of a weight).
Values fit(const std::vector<const Row*>& rows, const Values& prior, double pull);

Confusion confusion(const std::vector<Row>& rows, const Values& weights, double threshold);

/// Each row judged by weights fitted on the other repositories' rows.
Confusion cross_validate(const std::vector<Row>& rows, const Values& prior, double pull, double threshold);

}  // namespace streamguard::repo
