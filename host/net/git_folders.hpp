/// git_folders.hpp: where repositories lie, and which go when there are too many. `<cache>/git/<upstream>/<path>.git`,
/// with a lock file beside each; below a recording's folder instead where there is one; in a folder of our own that is
/// removed at the end where nothing is to be kept.
///
/// Each host holds a lock in `<cache>/git/.hosts` as long as it lives. What was last used before the oldest of the
/// living hosts began is in nobody's hands, and only that may be removed. Used under the store's own lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/git_address.hpp"
#include "os/file.hpp"

namespace streamguard::net {

class GitFolders {
 public:
  GitFolders(const Cache& cache, const std::filesystem::path& record, const std::filesystem::path& replay);
  GitFolders(const GitFolders&) = delete;
  GitFolders& operator=(const GitFolders&) = delete;
  ~GitFolders();

  /// Takes our place among the hosts and removes what dead ones left. Once, before anything is fetched.
  Status prepare();
  std::filesystem::path of(const Upstream& upstream) const;
  std::filesystem::path of(const GitAddress& address) const;
  const std::filesystem::path& temporary() const noexcept { return temporary_; }

  /// Notes that repositories grew. Beyond the cache's size the least recently used go, down to limits::kEvictToPercent.
  void grew(std::uint64_t bytes);

 private:
  void remove_leftovers();
  void evict();

  std::filesystem::path root_, hosts_, temporary_;
  std::filesystem::path own_;        ///< our lock's file
  std::unique_ptr<os::Lock> alive_;  ///< held as long as we live
  const bool private_;               ///< nothing is kept
  const std::uint64_t most_;         ///< 0: no bound, for a recording
  std::uint64_t grown_ = 0;          ///< since the last look
};

}  // namespace streamguard::net
