/// survey.hpp: what a commit changed, told from its trees alone, and which blobs are needed to make pairs of it. So the
/// contents of several hundred commits can be fetched with one request.
///
/// A commit is compared with its first parent. Merges and first commits are left out: a merge repeats what its branch
/// did, often many things at once, and a first commit has nothing before it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fix/repository.hpp"
#include "fix/tally.hpp"

namespace streamguard::fix {

/// A code file as the commit's trees have it. Names differ where it was renamed.
struct CodeFile {
  std::string path_before, path_after;
  ObjectId before, after;
};

struct Survey {
  /// Empty when pairs may be made, else the word for why not: "missing_commit", "missing_parent", "merge", "root",
  /// "sweeping", "no_code", "no_change", "broken".
  std::string_view why_not;
  Commit commit;
  ObjectId parent;
  std::vector<CodeFile> changed;  ///< on both sides, also where exactly renamed
  std::vector<CodeFile> added;    ///< with an `after` only
  std::vector<CodeFile> removed;  ///< with a `before` only
  std::vector<TreeEntry> licences;
  Tally left_out;              ///< files by reason: tests docs vendored generated language gitlink symlink moved
  std::size_t code_paths = 0;  ///< of own code in a known language, before anything else is asked

  bool ready() const { return why_not.empty(); }
};

/// More code files than a fix of one vulnerability has: beyond it a commit is a clean-up, an import or a release, and
/// most of what it touches was never vulnerable.
inline constexpr std::size_t kMostCodeFiles = 50;
inline constexpr std::size_t kMostLicenceFiles = 6;

Survey survey(const Repository& repository, const ObjectId& id);

/// Calls `need` for each blob that make_pairs() will read. The same one may come twice.
void for_each_needed_blob(const Survey& survey, const std::function<void(const ObjectId&)>& need);

/// Whether a file of a repository's root folder may hold its licence, by its name.
bool is_licence_name(std::string_view name);

}  // namespace streamguard::fix
