// Two trees side by side. Written here rather than left to libgit2's diff, which wants a configuration, an index and
// blobs, and stops at the first tree that a partial repository lacks.
#include <algorithm>

#include "fix/repository.hpp"

namespace streamguard::fix {
namespace {

/// git sorts a folder's entries as if folders' names ended with '/'.
int compare(const TreeEntry& left, const TreeEntry& right) {
  const std::size_t common = std::min(left.name.size(), right.name.size());
  const int order = left.name.compare(0, common, right.name, 0, common);
  if (order != 0) return order;
  const auto next = [common](const TreeEntry& entry) {
    if (entry.name.size() > common) return static_cast<int>(static_cast<unsigned char>(entry.name[common]));
    return entry.kind == EntryKind::tree ? static_cast<int>('/') : 0;
  };
  if (const int rest = next(left) - next(right); rest != 0) return rest;
  return static_cast<int>(left.name.size() > right.name.size()) -
         static_cast<int>(left.name.size() < right.name.size());
}

class Walk {
 public:
  Walk(const Repository& repository, TreeDiff& out) : repository_(repository), out_(out) {}

  void folder(const ObjectId& before, const ObjectId& after, const std::string& prefix, std::size_t depth) {
    if (depth > Repository::kMostDepth) return note(Got::too_long);
    std::vector<TreeEntry> old_entries;
    std::vector<TreeEntry> new_entries;
    if (!read(before, old_entries) || !read(after, new_entries)) return;
    std::size_t i = 0;
    std::size_t j = 0;
    while ((i < old_entries.size() || j < new_entries.size()) && out_.got != Got::too_long) {
      const int order = i == old_entries.size()   ? 1
                        : j == new_entries.size() ? -1
                                                  : compare(old_entries[i], new_entries[j]);
      const TreeEntry* old_entry = order <= 0 ? &old_entries[i++] : nullptr;
      const TreeEntry* new_entry = order >= 0 ? &new_entries[j++] : nullptr;
      entry(old_entry, new_entry, prefix, depth);
    }
  }

 private:
  void entry(const TreeEntry* before, const TreeEntry* after, const std::string& prefix, std::size_t depth) {
    if (before != nullptr && after != nullptr && before->id == after->id && before->kind == after->kind) return;
    const std::string path = prefix + (before != nullptr ? before->name : after->name);
    const auto is_tree = [](const TreeEntry* entry) { return entry != nullptr && entry->kind == EntryKind::tree; };
    if (is_tree(before) || is_tree(after)) {
      folder(is_tree(before) ? before->id : ObjectId{}, is_tree(after) ? after->id : ObjectId{}, path + "/", depth + 1);
      if (is_tree(before)) before = nullptr;
      if (is_tree(after)) after = nullptr;
    }
    if (before == nullptr && after == nullptr) return;
    if (out_.changes.size() >= Repository::kMostChanges) return note(Got::too_long);
    TreeChange change;
    change.path = path;
    if (before != nullptr) {
      change.before = before->id;
      change.kind_before = before->kind;
    }
    if (after != nullptr) {
      change.after = after->id;
      change.kind_after = after->kind;
    }
    out_.changes.push_back(std::move(change));
  }

  bool read(const ObjectId& id, std::vector<TreeEntry>& entries) {
    if (id.none()) return true;
    const Got got = repository_.tree(id, entries);
    if (got != Got::ok) note(got);
    return got == Got::ok;
  }

  void note(Got got) {
    if (out_.got == Got::ok || got == Got::too_long) out_.got = got;
  }

  const Repository& repository_;
  TreeDiff& out_;
};

}  // namespace

TreeDiff Repository::diff(const ObjectId& before, const ObjectId& after) const {
  TreeDiff out;
  if (before == after) return out;
  Walk(*this, out).folder(before, after, {}, 0);
  return out;
}

}  // namespace streamguard::fix
