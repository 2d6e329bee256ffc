/// history_maker.hpp: small bare repositories for tests, written with libgit2. Equal calls give equal ids.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

struct git_repository;

namespace streamguard::repo {

class HistoryMaker {
 public:
  explicit HistoryMaker(std::filesystem::path folder);
  ~HistoryMaker();
  HistoryMaker(const HistoryMaker&) = delete;
  HistoryMaker& operator=(const HistoryMaker&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

  /// Puts `files` (path to content; an empty content removes) on top of `branch`'s tip and commits. Returns the id.
  std::string commit(const std::string& message, const std::map<std::string, std::string>& files, long long time,
                     const std::string& branch = "main");
  /// A merge of `other` into `branch`, with `branch`'s files.
  std::string merge(const std::string& message, const std::string& other, long long time,
                    const std::string& branch = "main");
  /// Makes `branch` stand for `commit`.
  void point(const std::string& branch, const std::string& commit);
  void remove(const std::string& branch);

 private:
  std::string write(const std::string& message, const std::map<std::string, std::string>& files, long long time,
                    const std::string& branch, const std::vector<std::string>& parents);

  std::filesystem::path folder_;
  git_repository* repository_ = nullptr;
  std::map<std::string, std::string> tips_;                          ///< by branch
  std::map<std::string, std::map<std::string, std::string>> files_;  ///< by commit
};

}  // namespace streamguard::repo
