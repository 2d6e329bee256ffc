// The rule held against commits read by hand, where those are at hand: STREAMGUARD_LABELS names their folder,
// STREAMGUARD_LABELS_REPOSITORIES (optional) a folder of the bare repositories that they are of.
#include "labels.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace streamguard::repo {
namespace {

constexpr double kLeastPrecision = 0.90, kLeastRecall = 0.60;

TEST(LabelledCommits, AreJudgedWell) {
  const char* folder = std::getenv("STREAMGUARD_LABELS");
  if (folder == nullptr) GTEST_SKIP() << "STREAMGUARD_LABELS does not name a folder of commits read by hand";
  const char* repositories = std::getenv("STREAMGUARD_LABELS_REPOSITORIES");
  Confusion table;
  for (const LabelledCommit& each : read_labels(folder, repositories == nullptr ? "" : repositories)) {
    table.count(judge(each.read, each.paths, each.parents, each.diff ? &*each.diff : nullptr).fix, each.label);
  }
  EXPECT_GE(table.precision(), kLeastPrecision);
  EXPECT_GE(table.recall(), kLeastRecall);
}

Row row(const char* repository, bool label, bool named) {
  Row out;
  out.repository = repository;
  out.label = label;
  out.values[static_cast<std::size_t>(Feature::always)] = 1;
  out.values[static_cast<std::size_t>(Feature::memory)] = named ? 1 : 0;
  return out;
}

TEST(Fit, LearnsWhatSeparates) {
  std::vector<Row> rows;
  for (const char* repository : {"a", "b", "c"}) {
    for (int i = 0; i < 20; ++i) {
      rows.push_back(row(repository, true, i != 0));
      rows.push_back(row(repository, false, i == 0));
    }
  }
  std::vector<const Row*> all;
  for (const Row& each : rows) all.push_back(&each);
  const Values fitted = fit(all, Values{}, 0.1);
  EXPECT_GT(fitted[static_cast<std::size_t>(Feature::memory)], 2);
  EXPECT_LT(fitted[static_cast<std::size_t>(Feature::always)], 0);
  const Confusion table = cross_validate(rows, Values{}, 0.1, 0);
  EXPECT_EQ(table.hits, 57);
  EXPECT_EQ(table.false_alarms, 3);
  EXPECT_DOUBLE_EQ(table.precision(), 0.95);
  EXPECT_DOUBLE_EQ(table.recall(), 0.95);
}

TEST(Fit, StaysWithThePriorWhereItIsHeld) {
  const std::vector<Row> rows = {row("a", true, true), row("a", false, false)};
  const Values held = fit({&rows[0], &rows[1]}, prior(), 1e6);
  EXPECT_NEAR(held[static_cast<std::size_t>(Feature::memory)], prior()[static_cast<std::size_t>(Feature::memory)],
              0.01);
}

}  // namespace
}  // namespace streamguard::repo
