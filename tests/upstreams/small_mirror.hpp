/// small_mirror.hpp: a mirror folder made by the test: a few CVEs in two years' feeds, advisories as GraphQL nodes, two
/// ecosystems of OSV, exploits, and two repositories whose commits the advisories name. Everything is made up but the
/// formats. One thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace streamguard::upstreams {

namespace fs = std::filesystem;

void write_file(const fs::path& file, const std::string& bytes);

/// "fix-length" and the like to its commit's id.
using Commits = std::map<std::string, std::string>;

class SmallMirror {
 public:
  /// Fills the folder, which is made if needed.
  explicit SmallMirror(fs::path folder);

  const fs::path& folder() const noexcept { return folder_; }
  const Commits& commits() const noexcept { return commits_; }

  static constexpr int kCves = 10, kRejectedCves = 1;
  static constexpr int kAdvisories = 7;
  static constexpr int kOsvDocuments = 6;  ///< in PyPI and Go together; one of them withdrawn
  static constexpr int kExploits = 12;

 private:
  void make_repositories();
  void make_feeds();
  void make_advisories();
  void make_osv();
  void make_exploits();
  std::string repository_url(const std::string& commit) const;

  fs::path folder_;
  Commits commits_;
};

struct Change {
  std::string name, message;
  std::vector<std::pair<std::string, std::string>> files;  ///< path and whole content
};
/// A bare repository of these commits, one after the other on branch main, by `git fast-import`; equal changes give
/// equal ids. Throws std::runtime_error where git is missing.
Commits make_repository(const fs::path& folder, const std::vector<Change>& changes);

/// The histories that the mirror's advisories point at.
std::vector<Change> parser_history();
std::vector<Change> webshop_history();

}  // namespace streamguard::upstreams
