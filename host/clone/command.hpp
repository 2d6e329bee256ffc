/// command.hpp: streamguard-clone understands as much of git's command line as the store uses: `fetch` and `cat-file`.
/// Depth, filters and single objects are not its business: it brings all branches, whole, and the refs that are named.
/// One thread. What goes wrong is printed in words that the store reads from git, too.
#pragma once

#include <git2.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace streamguard::clone {

struct Command {
  std::string folder;  ///< --git-dir
  std::string verb;
  std::vector<std::string> arguments;  ///< behind the verb
};

/// What libgit2 refused, with its own words.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws a Failure for a negative result.
void check(int result, const std::string& place);

struct FreeRepository {
  void operator()(git_repository* repository) const noexcept { git_repository_free(repository); }
};
using Repository = std::unique_ptr<git_repository, FreeRepository>;
Repository open(const Command& command);

void fetch(const Command& command);
/// cat-file --batch-check and --batch, with the formats of the store.
void tell_objects(const Command& command);

}  // namespace streamguard::clone
