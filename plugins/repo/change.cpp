#include "repo/change.hpp"

#include <git2.h>

#include <algorithm>
#include <cstring>

namespace streamguard::repo {
namespace {

constexpr std::size_t kDeepestTree = 128;
constexpr std::size_t kMostContent = 2u << 20;  ///< bytes of a file that are compared line by line
constexpr std::size_t kBinaryProbe = 8000;      ///< bytes in which a NUL makes a file binary, as git has it

enum class EntryKind { file, tree, other };

struct Entry {
  std::string_view name;
  EntryKind kind = EntryKind::other;
  std::uint32_t mode = 0;
  ObjectId id;
};

/// Reads the entries of a tree's bytes one by one.
class TreeEntries {
 public:
  explicit TreeEntries(std::string_view bytes) : rest_(bytes) { next(); }
  bool done() const noexcept { return done_; }
  const Entry& entry() const noexcept { return entry_; }

  void next() {
    const std::size_t space = rest_.find(' ');
    const std::size_t end = space == std::string_view::npos ? space : rest_.find('\0', space);
    done_ = end == std::string_view::npos || rest_.size() - end - 1 < entry_.id.bytes.size();
    if (done_) return;
    entry_.mode = 0;
    for (const char digit : rest_.substr(0, space))
      entry_.mode = entry_.mode * 8 + static_cast<std::uint32_t>(digit - '0');
    const std::uint32_t type = entry_.mode & 0170000;
    entry_.kind = type == 0040000 ? EntryKind::tree : type == 0100000 ? EntryKind::file : EntryKind::other;
    entry_.name = rest_.substr(space + 1, end - space - 1);
    std::copy_n(rest_.begin() + static_cast<std::ptrdiff_t>(end) + 1, entry_.id.bytes.size(),
                reinterpret_cast<char*>(entry_.id.bytes.data()));
    rest_.remove_prefix(end + 1 + entry_.id.bytes.size());
  }

 private:
  std::string_view rest_;
  Entry entry_;
  bool done_ = false;
};

/// The order of trees: a folder's name counts as if it ended in a slash.
int compare(const Entry& a, const Entry& b) noexcept {
  const std::size_t shared = std::min(a.name.size(), b.name.size());
  if (const int order = a.name.substr(0, shared).compare(b.name.substr(0, shared)); order != 0) return order;
  const auto after = [shared](const Entry& entry) -> int {
    if (entry.name.size() > shared) return static_cast<unsigned char>(entry.name[shared]);
    return entry.kind == EntryKind::tree ? '/' : 0;
  };
  return after(a) - after(b);
}

class Comparison {
 public:
  Comparison(History& history, Change& change) : history_(history), change_(change) {}

  void trees(const ObjectId& before, const ObjectId& after, std::size_t depth) {
    if (before == after || !change_.whole) return;
    if (depth > kDeepestTree) {
      change_.whole = false;
      return;
    }
    const std::string left = bytes_of(before), right = bytes_of(after);
    TreeEntries a(left), b(right);
    while ((!a.done() || !b.done()) && change_.whole) {
      const int order = a.done() ? 1 : b.done() ? -1 : compare(a.entry(), b.entry());
      const Entry* old_entry = order <= 0 ? &a.entry() : nullptr;
      const Entry* new_entry = order >= 0 ? &b.entry() : nullptr;
      entries(old_entry, new_entry, depth);
      if (order <= 0) a.next();
      if (order >= 0) b.next();
    }
  }

 private:
  void entries(const Entry* before, const Entry* after, std::size_t depth) {
    if (before != nullptr && after != nullptr && before->id == after->id) return;
    const Entry& named = before != nullptr ? *before : *after;
    const std::size_t length = path_.size();
    path_ += named.name;
    const auto id_where = [](const Entry* entry, EntryKind kind) {
      return entry != nullptr && entry->kind == kind ? entry->id : ObjectId{};
    };
    const ChangedFile file{path_, id_where(before, EntryKind::file), id_where(after, EntryKind::file)};
    if (!file.before.is_zero() || !file.after.is_zero()) {
      change_.whole = change_.files.size() < Change::kMostFiles;
      if (change_.whole) change_.files.push_back(file);
    }
    path_ += '/';
    trees(id_where(before, EntryKind::tree), id_where(after, EntryKind::tree), depth + 1);
    path_.resize(length);
  }
  std::string bytes_of(const ObjectId& tree) {
    if (tree.is_zero()) return {};
    const auto bytes = history_.read(tree, ObjectKind::tree);
    if (!bytes) change_.whole = false;
    return std::string(bytes.value_or(std::string_view()));
  }

  History& history_;
  Change& change_;
  std::string path_;
};

bool is_binary(std::string_view content) noexcept {
  return content.substr(0, kBinaryProbe).find('\0') != std::string_view::npos;
}

constexpr std::size_t kBlock = 256;  ///< bytes compared at once

/// Takes off the lines that both texts begin with, and those that they end with: what is left of most changes is small.
void trim(std::string_view& a, std::string_view& b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (same + kBlock <= most && std::memcmp(a.data() + same, b.data() + same, kBlock) == 0) same += kBlock;
  while (same < most && a[same] == b[same]) ++same;
  while (same > 0 && a[same - 1] != '\n') --same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  const std::size_t rest = std::min(a.size(), b.size());
  std::size_t tail = 0;
  const auto at = [&tail](std::string_view text, std::size_t back) { return text.data() + text.size() - tail - back; };
  while (tail + kBlock <= rest && std::memcmp(at(a, kBlock), at(b, kBlock), kBlock) == 0) tail += kBlock;
  while (tail < rest && *at(a, 1) == *at(b, 1)) ++tail;
  // The tail begins where a line does in both texts.
  const auto begins_line = [&](std::string_view text) { return tail == text.size() || *at(text, 1) == '\n'; };
  while (tail > 0 && !(begins_line(a) && begins_line(b))) --tail;
  a.remove_suffix(tail);
  b.remove_suffix(tail);
}

int on_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload) {
  if (line->origin != GIT_DIFF_LINE_ADDITION && line->origin != GIT_DIFF_LINE_DELETION) return 0;
  const auto& each = *static_cast<const std::function<void(char, std::string_view)>*>(payload);
  std::string_view text(line->content, line->content_len);
  if (text.ends_with('\n')) text.remove_suffix(1);
  each(line->origin == GIT_DIFF_LINE_ADDITION ? '+' : '-', text);
  return 0;
}

}  // namespace

PathCounts Change::counts() const {
  PathCounts counts;
  for (const ChangedFile& file : files) {
    const bool modified = !file.before.is_zero() && !file.after.is_zero();
    if (!modified && kind_of(file.path) == PathKind::source) {
      ++counts.other;  // a new file holds nothing that was fixed
    } else {
      counts.add(file.path);
    }
  }
  return counts;
}

Change change_between(History& history, const ObjectId& before, const ObjectId& after) {
  Change change;
  Comparison(history, change).trees(before, after, 0);
  return change;
}

std::optional<Change> change_of(History& history, const ObjectId& id) {
  Commit commit, parent;
  const auto bytes = history.read(id, ObjectKind::commit);
  if (!bytes || !parse_commit(*bytes, commit)) return std::nullopt;
  if (!commit.parents.empty()) {
    const auto parent_bytes = history.read(commit.parents.front(), ObjectKind::commit);
    if (!parent_bytes || !parse_commit(*parent_bytes, parent)) return std::nullopt;
  }
  Change change = change_between(history, parent.tree, commit.tree);
  change.parents = static_cast<std::uint32_t>(commit.parents.size());
  return change;
}

bool for_each_line(History& history, const ChangedFile& file, const std::function<void(char, std::string_view)>& each) {
  std::string before;
  if (!file.before.is_zero()) {
    const auto content = history.read(file.before, ObjectKind::blob);
    if (!content || content->size() > kMostContent || is_binary(*content)) return false;
    before = *content;
  }
  std::string_view after;
  if (!file.after.is_zero()) {
    const auto content = history.read(file.after, ObjectKind::blob);
    if (!content || content->size() > kMostContent || is_binary(*content)) return false;
    after = *content;
  }
  std::string_view old_text = before;
  trim(old_text, after);
  git_diff_options options;
  if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0) return false;
  options.context_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  return git_diff_buffers(old_text.data(), old_text.size(), nullptr, after.data(), after.size(), nullptr, &options,
                          nullptr, nullptr, nullptr, &on_line, const_cast<void*>(static_cast<const void*>(&each))) == 0;
}

std::vector<ObjectId> contents_of(const Change& change) {
  std::vector<ObjectId> ids;
  for (const ChangedFile& file : change.files) {
    if (kind_of(file.path) != PathKind::source) continue;
    for (const ObjectId& id : {file.before, file.after}) {
      if (!id.is_zero()) ids.push_back(id);
    }
  }
  return ids;
}

std::optional<DiffFacts> diff_facts(History& history, const Change& change) {
  DiffFacts facts;
  for (const ChangedFile& file : change.files) {
    if (kind_of(file.path) != PathKind::source) continue;
    const bool read = for_each_line(history, file, [&facts](char origin, std::string_view line) {
      origin == '+' ? facts.add_line(line) : facts.remove_line(line);
    });
    if (!read) {
      for (const ObjectId& id : {file.before, file.after}) {
        if (!id.is_zero() && !history.has(id)) return std::nullopt;
      }
    }
  }
  return facts;
}

}  // namespace streamguard::repo
