/// repository.hpp: commits, trees and file contents of a bare repository, read through libgit2.
///
/// The repository may be partial and shallow: what is not there is `missing`, never an exception. It may also be
/// hostile: only its object database is opened (no configuration, no hooks, no refs, no attributes), sizes are known
/// before anything is unpacked, and what libgit2 refuses is `broken`. Object ids are not checked against contents
/// again, for whoever fetched did that.
///
/// One thread at a time; objects of several threads are independent. libgit2 starts with the first Repository.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::fix {

struct ObjectId {
  std::array<unsigned char, 20> bytes{};

  /// Of 40 hex digits of either case.
  static std::optional<ObjectId> from_hex(std::string_view hex);
  std::string hex() const;
  bool none() const { return bytes == std::array<unsigned char, 20>{}; }
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

enum class Got { ok, missing, broken, too_long };

struct Commit {
  ObjectId id, tree;
  std::vector<ObjectId> parents;
  std::optional<std::string> author_date;  ///< RFC 3339, UTC; nothing for times that no calendar has
  std::string message;
};

enum class EntryKind { file, symlink, gitlink, tree, other };

struct TreeEntry {
  std::string name;
  ObjectId id;
  EntryKind kind = EntryKind::other;
};

/// One path that differs between two trees. An absent side has an id of zeros.
struct TreeChange {
  std::string path;
  ObjectId before, after;
  EntryKind kind_before = EntryKind::other, kind_after = EntryKind::other;

  bool added() const { return before.none(); }
  bool removed() const { return after.none(); }
};

struct TreeDiff {
  std::vector<TreeChange> changes;  ///< in the order of their paths, folder by folder
  Got got = Got::ok;                ///< else `changes` is not all
};

class Repository {
 public:
  static constexpr std::size_t kMostBlobBytes = 2 * 1024 * 1024;  ///< as much as the parser takes
  static constexpr std::size_t kMostTreeBytes = 8 * 1024 * 1024;  ///< a folder of 200,000 files
  static constexpr std::size_t kMostCommitBytes = 1024 * 1024;
  static constexpr std::size_t kMostDepth = 64;      ///< folders within each other
  static constexpr std::size_t kMostChanges = 5000;  ///< paths of one diff

  /// `path` is a bare repository, or a working one. Throws Error(SG_E_DATA) where there is no object database.
  explicit Repository(const std::string& path);
  ~Repository();
  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;

  Got commit(const ObjectId& id, Commit& out) const;
  Got tree(const ObjectId& id, std::vector<TreeEntry>& out) const;
  /// Appends nothing and clears `out` unless the answer is `ok`.
  Got blob(const ObjectId& id, std::string& out) const;

  /// The paths at which the two trees differ; an id of zeros is the empty tree. Never reads a blob.
  TreeDiff diff(const ObjectId& before, const ObjectId& after) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace streamguard::fix
