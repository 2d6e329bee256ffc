/// labels.hpp: commits read by hand, with their messages and paths, and their diffs where the repositories are at hand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fit.hpp"
#include "repo/change.hpp"

namespace streamguard::repo {

struct LabelledCommit {
  std::string repository, commit, basis, subject, message;
  std::vector<std::string> files;
  bool label = false, sure = false, words = false;
  bool in_repository = false;  ///< its repository was at hand, so parents and diff are known
  Message read;
  PathCounts paths;
  std::uint32_t parents = 1;
  std::optional<DiffFacts> diff;
};

/// Reads `folder`/dev.tsv and `folder`/dev-messages.jsonl; `repositories` (may be empty) is a folder of bare ones, each
/// "<name>", "<name>.git", "<owner>/<name>.git" or "<owner>+<name>/repo". Throws std::runtime_error.
std::vector<LabelledCommit> read_labels(const std::filesystem::path& folder, const std::filesystem::path& repositories);

std::vector<Row> rows_of(const std::vector<LabelledCommit>& commits);

}  // namespace streamguard::repo
