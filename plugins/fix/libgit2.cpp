#include "fix/libgit2.hpp"

#include <git2.h>

#include <cstddef>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::fix {
namespace {

// What stays in memory, for a worker of 1 GiB: parsed objects, and mapped windows of packs.
constexpr ssize_t kMostCached = 96 * 1024 * 1024;
constexpr std::size_t kMostMapped = 512 * 1024 * 1024;
constexpr std::size_t kTreeCacheLimit = 256 * 1024;  ///< bytes of a tree that libgit2 may keep
constexpr std::size_t kBlobCacheLimit = 256 * 1024;  ///< and of a blob: a commit's files are its child's files before

bool start() {
  if (git_libgit2_init() < 0) {
    throw Error(SG_E_BUG, "libgit2 does not start: " + last_error());
  }
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);  // who fetched has checked the objects
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);             // the repository is the host's, not ours
  // No configuration file of the machine is looked for; the sandbox would refuse it.
  for (const int level :
       {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA}) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  }
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, kTreeCacheLimit);
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, kBlobCacheLimit);
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kMostCached);
  git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, kMostMapped);
  const char* extensions[] = {"partialclone"};
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size_t{1});
  return true;
}

}  // namespace

void start_libgit2() {
  static const bool started = start();
  static_cast<void>(started);
}

std::string last_error() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "no reason given";
}

}  // namespace streamguard::fix
