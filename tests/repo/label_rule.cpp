// label_rule LABELS [REPOSITORIES] [--fit] [--misses] [--values]: the rule of the repository miner held against commits
// read by hand: the confusion table, precision and recall; the same with each repository judged by weights fitted on
// the others; with --misses every commit that it gets wrong, with --fit the weights as they would be fitted today.
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "labels.hpp"

namespace streamguard::repo {
namespace {

constexpr double kPull = 1.0;
// Most commits of a history claim nothing and those that do are rarely fixes; in what was read by hand most are. The
// rule's first weight lies so much below the fitted one.
constexpr double kMargin = 1.5;

void print(const char* title, const Confusion& table) {
  std::printf("%s\n                     a fix   not a fix\n", title);
  std::printf("  said to be a fix   %5d   %9d     precision %.3f\n", table.hits, table.false_alarms, table.precision());
  std::printf("  passed             %5d   %9d     recall    %.3f\n\n", table.misses, table.rejections, table.recall());
}

Confusion of_rule(const std::vector<LabelledCommit>& commits) {
  Confusion table;
  for (const LabelledCommit& each : commits) {
    const Verdict verdict = judge(each.read, each.paths, each.parents, each.diff ? &*each.diff : nullptr);
    table.count(verdict.fix, each.label);
  }
  return table;
}

Confusion of_words(const std::vector<LabelledCommit>& commits) {
  Confusion table;
  for (const LabelledCommit& each : commits) table.count(each.words, each.label);
  return table;
}

void print_misses(const std::vector<LabelledCommit>& commits) {
  for (const LabelledCommit& each : commits) {
    const Verdict verdict = judge(each.read, each.paths, each.parents, each.diff ? &*each.diff : nullptr);
    if (verdict.fix == each.label) continue;
    std::printf("%s %s %.10s %6.2f %s%s %s | %s\n", each.label ? "missed     " : "false alarm", each.repository.c_str(),
                each.commit.c_str(), verdict.score, each.sure ? "sure" : "unsure",
                possible(each.paths, each.parents) ? "" : " (no source or a merge)", each.basis.c_str(),
                each.subject.substr(0, 90).c_str());
  }
}

void print_fit(const std::vector<Row>& rows) {
  std::vector<const Row*> eligible;
  for (const Row& row : rows) {
    if (row.eligible) eligible.push_back(&row);
  }
  const Values fitted = fit(eligible, prior(), kPull);
  print("fitted anew, on what it was fitted on, with the rule's margin:", confusion(rows, fitted, kMargin));
  for (std::size_t i = 0; i < kFeatures; ++i) {
    int seen = 0, fixes = 0;
    for (const Row* row : eligible) {
      seen += row->values[i] != 0 ? 1 : 0;
      fixes += row->values[i] != 0 && row->label ? 1 : 0;
    }
    std::printf("%-22s rule %5.1f  prior %5.1f  fitted %6.2f  in %4d, fixes %4d\n",
                std::string(weights()[i].name).c_str(), weights()[i].weight, prior()[i], fitted[i], seen, fixes);
  }
}

int run(int argc, char** argv) {
  std::string labels, repositories;
  bool fit_too = false, misses = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--fit") == 0) {
      fit_too = true;
    } else if (std::strcmp(argv[i], "--misses") == 0) {
      misses = true;
    } else {
      (labels.empty() ? labels : repositories) = argv[i];
    }
  }
  if (labels.empty()) {
    std::fprintf(stderr, "usage: label_rule LABELS [REPOSITORIES] [--fit] [--misses]\n");
    return 2;
  }
  const std::vector<LabelledCommit> commits = read_labels(labels, repositories);
  const std::vector<Row> rows = rows_of(commits);
  int diffs = 0;
  for (const LabelledCommit& each : commits) diffs += each.in_repository ? 1 : 0;
  std::printf("%zu commits read by hand, %d of them in a repository at hand\n\n", commits.size(), diffs);
  print("words alone:", of_words(commits));
  print("the rule:", of_rule(commits));
  for (const double threshold : {-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0}) {
    const Confusion table = cross_validate(rows, prior(), kPull, threshold);
    std::printf("weights fitted on the other repositories, threshold %4.1f: precision %.3f recall %.3f\n", threshold,
                table.precision(), table.recall());
  }
  std::printf("\n");
  print("weights fitted on the other repositories, with the rule's margin:",
        cross_validate(rows, prior(), kPull, kMargin));
  if (fit_too) print_fit(rows);
  if (misses) print_misses(commits);
  return 0;
}

}  // namespace
}  // namespace streamguard::repo

int main(int argc, char** argv) {
  try {
    return streamguard::repo::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "label_rule: %s\n", error.what());
    return 1;
  }
}
