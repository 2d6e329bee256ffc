/// target.hpp: where a reference says that a fix is: a repository and a commit, always from the same reference. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamguard::fix {

struct Target {
  std::string repository;  ///< "https://github.com/owner/name": lower-case host, no ".git", no slash at its end
  std::string commit;      ///< 40 lower-case hex digits, or "refs/pull/12/head"

  bool is_ref() const noexcept { return commit.starts_with("refs/"); }
  friend auto operator<=>(const Target&, const Target&) = default;
};

/// Why a reference that names a repository's change gives no Target.
enum class NoTarget { none, not_a_change, short_id, comparison, unsupported_host };

/// Reads `text` as a url: links to commits, pull requests, patches and single-commit comparisons of GitHub, GitLab,
/// Bitbucket, cgit and gitweb (kernel.org, savannah, sourceware …), googlesource. `why` (may be null) tells why there
/// is none.
std::optional<Target> target_of(std::string_view text, NoTarget* why = nullptr);

/// A commit of a repository as a GIT range of an OSV document gives them.
std::optional<Target> target_of(std::string_view repository, std::string_view commit);

}  // namespace streamguard::fix
