/// git_memory.hpp: what was learned of a repository's server, beside the repository, so that the next run need not ask
/// again while it is fresh: that all branches came, that it has no such repository, which wanted names it lacks.
///
/// Objects are told by the repository itself; this only spares requests that found nothing before. All of it grows old
/// together, from the first thing on: nothing is believed longer than `Cache::fresh`. Any thread; of two hosts that
/// write at once one's notes stay, whole.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

struct GitLearned {
  std::optional<os::WallTime> since;  ///< when the first of it was learned
  bool history_asked = false;         ///< all branches came
  std::optional<Error> gone;          ///< there is no such repository
  std::set<std::string> missing;      ///< ids and refs that the server does not have
};

/// Where the notes of the repository at `folder` lie: "<folder>.known".
std::filesystem::path git_memory_file(const std::filesystem::path& folder);

/// What is noted there and younger than `fresh`; nothing where it is older, damaged or from a time to come.
GitLearned recall_git(const std::filesystem::path& folder, milliseconds fresh, os::WallTime now);

/// Notes it, up to kGitNotedNames names. Where that fails the next run asks again, so nobody is told.
void note_git(const std::filesystem::path& folder, const GitLearned& learned);

}  // namespace streamguard::net
