/// git_repository.hpp: one bare repository on our disk, asked by local commands only. What it holds is told by its
/// objects, never by files of our own, so that a kill at any instant leaves nothing that is believed wrongly.
///
/// Whoever changes it holds the lock beside it; check() may run at any time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/git_address.hpp"
#include "net/git_program.hpp"
#include "os/file.hpp"

namespace streamguard::net {

class GitRepository {
 public:
  /// `temporary`: a folder for the inputs of commands.
  GitRepository(std::filesystem::path folder, const GitProgram& program, std::filesystem::path temporary)
      : folder_(std::move(folder)), program_(program), temporary_(std::move(temporary)) {}

  const std::filesystem::path& folder() const noexcept { return folder_; }
  const std::filesystem::path& temporary() const noexcept { return temporary_; }
  static bool is_there(const std::filesystem::path& folder);

  /// Code::conflict while another host, or thread, works on it.
  Result<std::unique_ptr<os::Lock>> lock() const;
  /// Makes it where it is missing, and takes away what a command that was killed left. Under the lock.
  Status prepare() const;
  /// Our own configuration again, without what a fetch wrote into it: nothing may be fetched by itself. Under the lock.
  Status restore_config() const;

  /// Strikes commits off the list of those at which history was cut whose parents came since, because readers take
  /// what is on it for commits without parents. Under the lock.
  Status trim_shallow(GitControl& control) const;

  struct State {
    std::vector<std::string> absent;           ///< ids and refs, in the order of the wants
    std::map<std::string, std::string> found;  ///< refs and their commits
  };
  /// A commit is there with its first parent and the trees of both, a blob by itself; a ref once it has been found.
  /// `own_refs`: refs by their own names, not by those that fetches give them.
  Result<State> check(const GitWants& wants, bool own_refs, GitControl& control) const;

  bool is_shallow() const;
  bool has_history() const;
  bool has_branch() const;
  Status note_history() const;
  std::uint64_t pack_bytes() const;
  void note_use() const;  ///< for the choice of what goes first when the cache is full

  /// Where a ref of the server's lies here: "refs/pull/1/head" -> "refs/streamguard/pull/1/head".
  static std::string own_ref(const std::string& ref);

 private:
  struct Line {
    std::string type, id;
  };
  Result<std::vector<Line>> ask(const std::vector<std::string>& names, GitControl& control) const;
  Result<std::vector<std::vector<std::string>>> parents_of(const std::vector<std::string>& commits,
                                                           GitControl& control) const;
  Result<GitRan> run_local(std::vector<std::string> arguments, std::string input, GitControl& control) const;

  std::filesystem::path folder_;
  const GitProgram& program_;
  std::filesystem::path temporary_;
};

}  // namespace streamguard::net
