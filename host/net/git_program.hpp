/// git_program.hpp: the program that talks to servers and reads packs, and one run of it: with an environment of our
/// own making (README.md lists it), bounded in time, in what it prints and in what it stores, ended when its request is
/// cancelled. The program is `git`, or streamguard-clone where there is none.
///
/// A GitControl belongs to one request: cancel() from any thread, the rest on the thread that works on it.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/process.hpp"

namespace streamguard::net {

class GitControl {
 public:
  void cancel();
  bool cancelled() const;
  /// False when it was cancelled before the time was over.
  bool wait(milliseconds time);
  /// The process that cancel() has to end; nullptr: none. Ends it at once where cancel() came before.
  void hold(os::Process* process);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  os::Process* process_ = nullptr;
  bool cancelled_ = false;
};

struct GitProgram {
  std::filesystem::path path;
  bool is_git = true;

  /// `wanted`, or `git` of the PATH, or streamguard-clone beside the worker. Code::config with the cure.
  static Result<GitProgram> find(const std::filesystem::path& wanted);
};

/// streamguard-clone, beside the worker; it need not be there.
std::filesystem::path clone_program();

struct GitRun {
  std::vector<std::string> arguments;
  std::string input;                         ///< its stdin
  std::map<std::string, std::string> extra;  ///< of its environment
  std::size_t output_most = 0;               ///< what it prints beyond is dropped, and `whole` false
  milliseconds time_most{0};
  std::filesystem::path grows;   ///< the folder that it fills; empty: not looked at
  std::uint64_t grows_most = 0;  ///< bytes
};

struct GitRan {
  enum class End { ended, too_long, too_large };
  End end = End::ended;
  os::Exit exit;
  std::string output;  ///< stdout and stderr together
  bool whole = true;
  bool ok() const noexcept { return end == End::ended && !exit.signalled && exit.code == 0; }
};

/// Code::cancelled once `control` is; Code::io where it cannot be started. `temporary` is a folder for its input.
Result<GitRan> run(const GitProgram& program, const GitRun& run, const std::filesystem::path& temporary,
                   GitControl& control);

/// The environment of a command that asks no server: it could not, whatever a repository's config says.
std::map<std::string, std::string> local_environment();
/// Of one that asks `upstream`. `secret` may be null. The credentials are in it, and nowhere else.
std::map<std::string, std::string> server_environment(const Upstream& upstream, const Secret* secret);

}  // namespace streamguard::net
