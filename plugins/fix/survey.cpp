#include "fix/survey.hpp"

#include <algorithm>
#include <array>

#include "fix/path_rules.hpp"
#include "fix/url.hpp"
#include "functions/functions.hpp"

namespace streamguard::fix {
namespace {

std::string_view word_for(PathKind kind) {
  switch (kind) {
    case PathKind::test:
      return "tests";
    case PathKind::docs:
      return "docs";
    case PathKind::vendored:
      return "vendored";
    case PathKind::generated:
      return "generated";
    case PathKind::own:
      break;
  }
  return {};
}

std::string_view word_for(EntryKind before, EntryKind after) {
  for (const EntryKind kind : {before, after}) {
    if (kind == EntryKind::gitlink) return "gitlink";
    if (kind == EntryKind::symlink) return "symlink";
  }
  return {};
}

/// Puts a changed path into its list, or counts why it stays out.
void sort_in(const TreeChange& change, Survey& out) {
  if (const auto word = word_for(change.kind_before, change.kind_after); !word.empty()) return out.left_out.add(word);
  // The content is not here yet; it tells only which language a header is in, not whether it is code.
  if (!functions::language_of(change.path, {})) return out.left_out.add("language");
  if (const auto word = word_for(kind_of_path(change.path)); !word.empty()) return out.left_out.add(word);
  ++out.code_paths;
  CodeFile file{change.removed() && !change.added() ? change.path : std::string(), std::string(), change.before,
                change.after};
  if (!change.added()) file.path_before = change.path;
  if (!change.removed()) file.path_after = change.path;
  if (change.added()) {
    out.added.push_back(std::move(file));
  } else if (change.removed()) {
    out.removed.push_back(std::move(file));
  } else if (change.before != change.after) {
    out.changed.push_back(std::move(file));
  }
}

/// The same content under another name is a file that moved, with nothing changed in it.
void drop_moved(Survey& out) {
  for (auto gone = out.removed.begin(); gone != out.removed.end();) {
    const auto come = std::find_if(out.added.begin(), out.added.end(),
                                   [&gone](const CodeFile& file) { return file.after == gone->before; });
    if (come == out.added.end()) {
      ++gone;
      continue;
    }
    out.left_out.add("moved");
    out.added.erase(come);
    gone = out.removed.erase(gone);
  }
}

void find_licences(const Repository& repository, Survey& out) {
  std::vector<TreeEntry> root;
  if (repository.tree(out.commit.tree, root) != Got::ok) return;
  for (TreeEntry& entry : root) {
    if (out.licences.size() == kMostLicenceFiles) return;
    if (entry.kind == EntryKind::file && is_licence_name(entry.name)) out.licences.push_back(std::move(entry));
  }
}

std::string_view word_for(Got got, std::string_view missing) {
  if (got == Got::ok) return {};
  return got == Got::missing ? missing : "broken";
}

/// Reads the commit and its parent. Says why nothing can come of them, or nothing.
std::string_view read_commits(const Repository& repository, const ObjectId& id, Survey& out, Commit& parent) {
  if (const Got got = repository.commit(id, out.commit); got != Got::ok) return word_for(got, "missing_commit");
  if (out.commit.parents.empty()) return "root";
  if (out.commit.parents.size() > 1) return "merge";
  out.parent = out.commit.parents.front();
  return word_for(repository.commit(out.parent, parent), "missing_parent");
}

}  // namespace

Survey survey(const Repository& repository, const ObjectId& id) {
  Survey out;
  out.commit.id = id;
  Commit parent;
  out.why_not = read_commits(repository, id, out, parent);
  if (!out.ready()) return out;
  const TreeDiff diff = repository.diff(parent.tree, out.commit.tree);
  if (diff.got != Got::ok) {
    out.why_not = diff.got == Got::too_long ? "sweeping" : word_for(diff.got, "missing_tree");
    return out;
  }
  for (const TreeChange& change : diff.changes) sort_in(change, out);
  if (out.code_paths == 0) {
    out.why_not = diff.changes.empty() ? "no_change" : "no_code";
    return out;
  }
  drop_moved(out);
  if (out.changed.size() + std::max(out.added.size(), out.removed.size()) > kMostCodeFiles) {
    out.why_not = "sweeping";
  } else if (out.changed.empty() && (out.added.empty() || out.removed.empty())) {
    out.why_not = out.added.empty() && out.removed.empty() ? "no_change" : "one_sided";
  } else {
    find_licences(repository, out);
  }
  return out;
}

void for_each_needed_blob(const Survey& survey, const std::function<void(const ObjectId&)>& need) {
  if (!survey.ready()) return;
  for (const auto* files : {&survey.changed, &survey.added, &survey.removed}) {
    for (const CodeFile& file : *files) {
      if (!file.before.none()) need(file.before);
      if (!file.after.none()) need(file.after);
    }
  }
  for (const TreeEntry& licence : survey.licences) need(licence.id);
}

bool is_licence_name(std::string_view name) {
  const std::string lower = lower_case(name);
  for (const std::string_view word : {"license", "licence", "copying", "unlicense", "copyright", "mit-license"}) {
    if (!lower.starts_with(word)) continue;
    const std::string_view rest = std::string_view(lower).substr(word.size());
    return rest.empty() || rest.front() == '.' || rest.front() == '-';
  }
  return false;
}

}  // namespace streamguard::fix
