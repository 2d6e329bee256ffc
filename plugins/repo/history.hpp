/// history.hpp: a bare repository that lies on this machine: its branches, its commits, its objects. Read with libgit2,
/// written never. One thread at a time for each History; several threads open one each.
///
/// Commits and trees are read from their bytes, once each; what is not there (file contents that were not brought) is
/// told as missing, not as an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "repo/object_id.hpp"

namespace streamguard::repo {

enum class ObjectKind { commit, tree, blob };

struct Branch {
  std::string name;  ///< without "refs/heads/"
  ObjectId tip;
};

struct Commit {
  ObjectId id;
  std::int64_t time = 0;  ///< the committer's, in seconds since 1970
  std::vector<ObjectId> parents;
  ObjectId tree;
  std::string_view message;  ///< as it stands; borrowed from the reading
};

/// Reads a commit's bytes; false where they are no commit. `commit.id` stays as it is.
bool parse_commit(std::string_view bytes, Commit& commit);

class History {
 public:
  /// Throws streamguard::Error(SG_E_DATA) that names the folder.
  explicit History(const std::string& folder);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  const std::string& folder() const noexcept { return folder_; }

  /// Every branch that stands for a commit, by name.
  std::vector<Branch> branches() const;
  /// The branch that HEAD names; where HEAD names none that is there, "main", "master", or else the first one.
  std::optional<Branch> default_branch() const;

  /// The object's bytes, valid until the next read() of anything. Nothing where it is not there or of another kind.
  std::optional<std::string_view> read(const ObjectId& id, ObjectKind kind);
  bool has(const ObjectId& id) const;

  /// Each commit that is reached from `tips`, once, in no order to rely on. `each` returns false to end the walk.
  /// Returns how many commits are named as parents but not there, as at the edge of a shallow copy.
  std::uint64_t walk(const std::vector<ObjectId>& tips, const std::function<bool(const Commit&)>& each);

 private:
  struct Handles;
  std::string folder_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace streamguard::repo
