#include "repo/history.hpp"

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <streamguard/cpp/plugin.hpp>
#include <unordered_set>

#include "fix/libgit2.hpp"

namespace streamguard::repo {
namespace {

constexpr std::string_view kBranches = "refs/heads/";

ObjectId id_of(const git_oid& oid) noexcept {
  ObjectId id;
  std::memcpy(id.bytes.data(), oid.id, id.bytes.size());
  return id;
}

git_oid oid_of(const ObjectId& id) noexcept {
  git_oid oid;
  std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
  return oid;
}

git_object_t type_of(ObjectKind kind) noexcept {
  return kind == ObjectKind::commit ? GIT_OBJECT_COMMIT : kind == ObjectKind::tree ? GIT_OBJECT_TREE : GIT_OBJECT_BLOB;
}

/// "Name <mail> 1700000000 +0100": the number before the zone.
std::int64_t time_of(std::string_view person) noexcept {
  const std::size_t close = person.rfind('>');
  if (close == std::string_view::npos) return 0;
  const std::size_t begin = person.find_first_not_of(' ', close + 1);
  std::int64_t seconds = 0;
  if (begin != std::string_view::npos) std::from_chars(person.data() + begin, person.data() + person.size(), seconds);
  return seconds;
}

struct CloseReference {
  void operator()(git_reference* reference) const noexcept { git_reference_free(reference); }
};
using Reference = std::unique_ptr<git_reference, CloseReference>;

/// The commit that a reference stands for, through annotated tags and symbolic names.
std::optional<ObjectId> commit_of(const git_reference* reference) {
  git_object* object = nullptr;
  if (git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
  const ObjectId id = id_of(*git_object_id(object));
  git_object_free(object);
  return id;
}

}  // namespace

bool parse_commit(std::string_view bytes, Commit& commit) {
  commit.parents.clear();
  commit.tree = ObjectId{};
  commit.time = 0;
  bool committed = false;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty()) break;
    if (line.starts_with("tree ")) {
      commit.tree = object_id(line.substr(5)).value_or(ObjectId{});
    } else if (line.starts_with("parent ")) {
      if (const auto parent = object_id(line.substr(7))) commit.parents.push_back(*parent);
    } else if (line.starts_with("committer ")) {
      commit.time = time_of(line);
      committed = true;
    }
  }
  commit.message = bytes;
  return committed && !commit.tree.is_zero();
}

struct History::Handles {
  git_repository* repository = nullptr;
  git_odb* odb = nullptr;
  git_odb_object* object = nullptr;

  ~Handles() {
    git_odb_object_free(object);
    git_odb_free(odb);
    git_repository_free(repository);
  }
};

History::History(const std::string& folder) : folder_(folder), handles_(std::make_unique<Handles>()) {
  fix::start_libgit2();
  if (git_repository_open_ext(&handles_->repository, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0 ||
      git_repository_odb(&handles_->odb, handles_->repository) != 0) {
    throw Error(SG_E_DATA, folder + ": is no repository that can be read: " + fix::last_error());
  }
}

History::~History() = default;

std::vector<Branch> History::branches() const {
  std::vector<Branch> list;
  git_reference_iterator* iterator = nullptr;
  if (git_reference_iterator_glob_new(&iterator, handles_->repository, "refs/heads/*") != 0) {
    throw Error(SG_E_DATA, folder_ + ": its branches cannot be read: " + fix::last_error());
  }
  git_reference* raw = nullptr;
  while (git_reference_next(&raw, iterator) == 0) {
    const Reference reference(raw);
    if (const auto tip = commit_of(reference.get())) {
      list.push_back({std::string(git_reference_name(reference.get())).substr(kBranches.size()), *tip});
    }
  }
  git_reference_iterator_free(iterator);
  std::sort(list.begin(), list.end(), [](const Branch& a, const Branch& b) { return a.name < b.name; });
  return list;
}

std::optional<Branch> History::default_branch() const {
  const std::vector<Branch> list = branches();
  std::vector<std::string> names;
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, handles_->repository, "HEAD") == 0) {
    const Reference head(raw);
    const char* target = git_reference_symbolic_target(head.get());
    if (target != nullptr && std::string_view(target).starts_with(kBranches))
      names.emplace_back(target + kBranches.size());
  }
  names.insert(names.end(), {"main", "master"});
  for (const std::string& name : names) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&name](const Branch& each) { return each.name == name; });
    if (found != list.end()) return *found;
  }
  if (list.empty()) return std::nullopt;
  return list.front();
}

std::optional<std::string_view> History::read(const ObjectId& id, ObjectKind kind) {
  git_odb_object_free(handles_->object);
  handles_->object = nullptr;
  const git_oid oid = oid_of(id);
  if (git_odb_read(&handles_->object, handles_->odb, &oid) != 0) return std::nullopt;
  if (git_odb_object_type(handles_->object) != type_of(kind)) return std::nullopt;
  return std::string_view(static_cast<const char*>(git_odb_object_data(handles_->object)),
                          git_odb_object_size(handles_->object));
}

bool History::has(const ObjectId& id) const {
  const git_oid oid = oid_of(id);
  return git_odb_exists(handles_->odb, &oid) == 1;
}

std::uint64_t History::walk(const std::vector<ObjectId>& tips, const std::function<bool(const Commit&)>& each) {
  std::unordered_set<ObjectId, ObjectIdHash> seen;
  std::vector<ObjectId> open;
  const auto add = [&](const ObjectId& id) {
    if (seen.insert(id).second) open.push_back(id);
  };
  for (const ObjectId& tip : tips) add(tip);
  std::uint64_t missing = 0;
  Commit commit;
  while (!open.empty()) {
    commit.id = open.back();
    open.pop_back();
    const auto bytes = read(commit.id, ObjectKind::commit);
    if (!bytes || !parse_commit(*bytes, commit)) {
      ++missing;
      continue;
    }
    if (!each(commit)) break;
    for (auto parent = commit.parents.rbegin(); parent != commit.parents.rend(); ++parent) add(*parent);
  }
  return missing;
}

}  // namespace streamguard::repo
