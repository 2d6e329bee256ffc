/// change.hpp: what a commit changed against its first parent: files by a comparison of the trees, lines by one of the
/// files' contents. One thread at a time, as History.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "repo/diff_facts.hpp"
#include "repo/history.hpp"
#include "repo/paths.hpp"

namespace streamguard::repo {

struct ChangedFile {
  std::string path;
  ObjectId before, after;  ///< zero where the file was not there; plain files only, no links and submodules
};

struct Change {
  std::vector<ChangedFile> files;  ///< in the order of the trees
  std::uint32_t parents = 0;
  bool whole = true;  ///< false where trees are missing or the list was cut at kMostFiles

  static constexpr std::size_t kMostFiles = 4096;

  PathCounts counts() const;
};

/// Nothing where the commit is not there.
std::optional<Change> change_of(History& history, const ObjectId& id);

/// Against any two trees; zero ids are empty trees.
Change change_between(History& history, const ObjectId& before, const ObjectId& after);

/// Calls each('+' or '-', line) for the changed lines of one file; false where a content is missing or binary.
bool for_each_line(History& history, const ChangedFile& file, const std::function<void(char, std::string_view)>& each);

/// The contents of source files that diff_facts() reads.
std::vector<ObjectId> contents_of(const Change& change);

/// Of the source files of the change; nothing where a content is missing.
std::optional<DiffFacts> diff_facts(History& history, const Change& change);

}  // namespace streamguard::repo
