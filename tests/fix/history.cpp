#include "history.hpp"

#include <git2.h>

#include <stdexcept>
#include <utility>

#include "../fresh_folder.hpp"

namespace streamguard::fix::testing {
namespace {

namespace fs = std::filesystem;

void must(int result) {
  if (result >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(error != nullptr ? error->message : "libgit2 failed");
}

git_oid oid_of(const std::string& hex) {
  git_oid oid;
  must(git_oid_fromstr(&oid, hex.c_str()));
  return oid;
}

std::string hex_of(const git_oid& oid) { return git_oid_tostr_s(&oid); }

class Opened {
 public:
  explicit Opened(const fs::path& path) { must(git_repository_open_bare(&raw_, path.string().c_str())); }
  ~Opened() { git_repository_free(raw_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  git_repository* get() const { return raw_; }

 private:
  git_repository* raw_ = nullptr;
};

bool takes_off(std::string& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.resize(text.size() - end.size());
  return true;
}

/// Writes one folder's tree, and those below it.
git_oid write_tree(git_repository* repository, const Files& files) {
  std::map<std::string, Files> folders;
  git_treebuilder* builder = nullptr;
  must(git_treebuilder_new(&builder, repository, nullptr));
  for (const auto& [path, content] : files) {
    if (const std::size_t slash = path.find('/'); slash != std::string::npos) {
      folders[path.substr(0, slash)][path.substr(slash + 1)] = content;
      continue;
    }
    std::string name = path;
    git_filemode_t mode = GIT_FILEMODE_BLOB;
    git_oid oid;
    if (takes_off(name, "@")) {
      mode = GIT_FILEMODE_COMMIT;
      oid = oid_of(content);
    } else {
      if (takes_off(name, "->")) mode = GIT_FILEMODE_LINK;
      must(git_blob_create_from_buffer(&oid, repository, content.data(), content.size()));
    }
    must(git_treebuilder_insert(nullptr, builder, name.c_str(), &oid, mode));
  }
  for (const auto& [name, below] : folders) {
    const git_oid oid = write_tree(repository, below);
    must(git_treebuilder_insert(nullptr, builder, name.c_str(), &oid, GIT_FILEMODE_TREE));
  }
  git_oid tree;
  must(git_treebuilder_write(&tree, builder));
  git_treebuilder_free(builder);
  return tree;
}

}  // namespace

History::History() : folder_(tests::fresh_folder("streamguard-history-")) {
  git_libgit2_init();
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);  // submodules' commits are not here
  git_repository* repository = nullptr;
  must(git_repository_init(&repository, folder_.string().c_str(), 1));
  git_repository_free(repository);
}

History::~History() {
  tests::remove_folder(folder_);
  git_libgit2_shutdown();
}

std::string History::commit(const Files& files, const std::vector<std::string>& parents, std::string_view message) {
  const Opened repository(folder_);
  const git_oid tree_id = write_tree(repository.get(), files);
  git_tree* tree = nullptr;
  must(git_tree_lookup(&tree, repository.get(), &tree_id));
  std::vector<git_commit*> opened;
  std::vector<const git_commit*> list;
  for (const std::string& parent : parents) {
    const git_oid oid = oid_of(parent);
    opened.push_back(nullptr);
    must(git_commit_lookup(&opened.back(), repository.get(), &oid));
    list.push_back(opened.back());
  }
  git_signature* who = nullptr;
  constexpr git_time_t kTime = 1614834367;
  must(git_signature_new(&who, "A Name", "a@example.org", kTime, 120));
  git_oid commit;
  must(git_commit_create(&commit, repository.get(), nullptr, who, who, nullptr, std::string(message).c_str(), tree,
                         list.size(), list.data()));
  git_signature_free(who);
  for (git_commit* parent : opened) git_commit_free(parent);
  git_tree_free(tree);
  return hex_of(commit);
}

std::string History::change(const Files& before, const Files& after) {
  return commit(after, {commit(before, {}, "begin")});
}

void History::set_ref(const std::string& name, const std::string& commit) {
  const Opened repository(folder_);
  const git_oid oid = oid_of(commit);
  git_reference* ref = nullptr;
  must(git_reference_create(&ref, repository.get(), name.c_str(), &oid, 1, nullptr));
  git_reference_free(ref);
}

void History::remove_object(const std::string& id) {
  const fs::path object = folder_ / "objects" / id.substr(0, 2) / id.substr(2);
  fs::permissions(object, fs::perms::owner_write, fs::perm_options::add);
  if (!fs::remove(object)) throw std::runtime_error("no object " + id);
}

std::string History::blob_id(std::string_view content) const {
  git_oid oid;
  must(git_odb_hash(&oid, content.data(), content.size(), GIT_OBJECT_BLOB));
  return hex_of(oid);
}

ObjectId id_of(const std::string& hex) { return ObjectId::from_hex(hex).value(); }

}  // namespace streamguard::fix::testing
