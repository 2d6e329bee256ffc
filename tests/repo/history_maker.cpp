#include "history_maker.hpp"

#include <git2.h>

#include <array>
#include <stdexcept>

namespace streamguard::repo {
namespace {

void check(int result) {
  if (result >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(error != nullptr && error->message != nullptr ? error->message : "libgit2 failed");
}

std::string hex(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  git_oid_tostr(text.data(), text.size(), &id);
  return text.data();
}

git_commit* look_up(git_repository* repository, const std::string& id) {
  git_oid oid;
  git_commit* commit = nullptr;
  check(git_oid_fromstr(&oid, id.c_str()));
  check(git_commit_lookup(&commit, repository, &oid));
  return commit;
}

git_oid write_tree(git_repository* repository, const std::map<std::string, std::string>& files) {
  git_index* index = nullptr;
  check(git_index_new(&index));
  for (const auto& [path, content] : files) {
    git_index_entry entry{};
    entry.mode = GIT_FILEMODE_BLOB;
    entry.path = path.c_str();
    check(git_blob_create_from_buffer(&entry.id, repository, content.data(), content.size()));
    check(git_index_add(index, &entry));
  }
  git_oid tree;
  check(git_index_write_tree_to(&tree, index, repository));
  git_index_free(index);
  return tree;
}

}  // namespace

HistoryMaker::HistoryMaker(std::filesystem::path folder) : folder_(std::move(folder)) {
  git_libgit2_init();
  git_repository_init_options options;
  check(git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION));
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
  options.initial_head = "main";
  check(git_repository_init_ext(&repository_, folder_.string().c_str(), &options));
}

HistoryMaker::~HistoryMaker() { git_repository_free(repository_); }

std::string HistoryMaker::write(const std::string& message, const std::map<std::string, std::string>& files,
                                long long time, const std::string& branch, const std::vector<std::string>& parents) {
  const git_oid tree_id = write_tree(repository_, files);
  git_tree* tree = nullptr;
  check(git_tree_lookup(&tree, repository_, &tree_id));
  std::vector<git_commit*> commits;
  for (const std::string& parent : parents) commits.push_back(look_up(repository_, parent));
  std::vector<const git_commit*> borrowed(commits.begin(), commits.end());
  git_signature* person = nullptr;
  check(git_signature_new(&person, "A Person", "person@example.org", time, 0));
  git_oid id;
  check(git_commit_create(&id, repository_, nullptr, person, person, nullptr, message.c_str(), tree, borrowed.size(),
                          borrowed.data()));
  git_signature_free(person);
  for (git_commit* commit : commits) git_commit_free(commit);
  git_tree_free(tree);
  point(branch, hex(id));
  files_[hex(id)] = files;
  return hex(id);
}

std::string HistoryMaker::commit(const std::string& message, const std::map<std::string, std::string>& files,
                                 long long time, const std::string& branch) {
  std::vector<std::string> parents;
  std::map<std::string, std::string> all;
  if (const auto tip = tips_.find(branch); tip != tips_.end()) {
    parents.push_back(tip->second);
    all = files_[tip->second];
  }
  for (const auto& [path, content] : files) {
    if (content.empty()) {
      all.erase(path);
    } else {
      all[path] = content;
    }
  }
  return write(message, all, time, branch, parents);
}

std::string HistoryMaker::merge(const std::string& message, const std::string& other, long long time,
                                const std::string& branch) {
  const std::map<std::string, std::string> files = files_[tips_.at(branch)];
  return write(message, files, time, branch, {tips_.at(branch), tips_.at(other)});
}

void HistoryMaker::point(const std::string& branch, const std::string& commit) {
  git_oid id;
  git_reference* reference = nullptr;
  check(git_oid_fromstr(&id, commit.c_str()));
  check(git_reference_create(&reference, repository_, ("refs/heads/" + branch).c_str(), &id, 1, nullptr));
  git_reference_free(reference);
  tips_[branch] = commit;
}

void HistoryMaker::remove(const std::string& branch) {
  check(git_reference_remove(repository_, ("refs/heads/" + branch).c_str()));
  tips_.erase(branch);
}

}  // namespace streamguard::repo
