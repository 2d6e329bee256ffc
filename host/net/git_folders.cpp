#include "net/git_folders.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "net/bounds.hpp"
#include "net/git_repository.hpp"
#include "os/process.hpp"

namespace streamguard::net {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".git";
constexpr std::string_view kLock = ".lock";
constexpr std::string_view kPrivate = ".private";
constexpr const char* kItself = "@";  ///< an upstream whose url is one repository; no url has that as a segment

fs::path with(const fs::path& path, std::string_view ending) {
  fs::path out = path;
  out += ending;
  return out;
}

/// By the disk and not by the standard library, which stops at the read-only files that packs are on some systems.
void remove_quietly(const fs::path& folder) { static_cast<void>(os::real_disk().remove_all(folder)); }

struct Kept {
  fs::path folder;
  fs::file_time_type used;
  std::uint64_t bytes = 0;
};

/// All repositories below `folder`; what is in them is not looked at.
void find_repositories(const fs::path& folder, std::vector<Kept>& found) {
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    if (at->is_symlink(gone) || !at->is_directory(gone)) continue;
    if (at->path().filename().string().starts_with('.')) continue;
    if (!GitRepository::is_there(at->path())) {
      find_repositories(at->path(), found);
      continue;
    }
    const auto used = fs::last_write_time(at->path() / "HEAD", gone);
    if (!gone) found.push_back({at->path(), used, os::folder_size(at->path())});
  }
}

}  // namespace

GitFolders::GitFolders(const Cache& cache, const fs::path& record, const fs::path& replay)
    : private_(record.empty() && replay.empty() && !cache.enabled),
      most_(record.empty() && replay.empty() && cache.enabled ? cache.max_size : 0) {
  const fs::path& kept = !replay.empty() ? replay : record;
  // The program and the workers stand elsewhere than we do.
  const auto absolute = [](const fs::path& path) { return path.empty() ? path : fs::absolute(path); };
  root_ = absolute(kept.empty() ? cache.dir : kept) / "git";
  hosts_ = absolute(cache.dir) / "git" / ".hosts";
}

GitFolders::~GitFolders() {
  std::error_code ignored;
  if (own_.empty()) return;
  remove_quietly(temporary_);
  if (private_) remove_quietly(root_);
  fs::remove(own_, ignored);
}

Status GitFolders::prepare() {
  static std::atomic<unsigned> next{0};
  std::error_code failed;
  fs::create_directories(hosts_, failed);
  if (failed) return Error{Code::io, hosts_.string() + ": " + failed.message() + "; set cache.dir to another folder"};
  // A number that is in use belongs to a host on another machine that shares the folder.
  constexpr int kAttempts = 1000;
  for (int i = 0; i < kAttempts && !alive_; ++i) {
    const fs::path own =
        hosts_ / (std::to_string(os::own_id()) + "-" + std::to_string(next.fetch_add(1)) + std::string(kLock));
    if (fs::exists(own, failed)) continue;
    auto lock = os::Lock::take(own);
    if (!lock) continue;
    alive_ = std::move(*lock);
    own_ = own;
  }
  if (!alive_)
    return Error{Code::io, hosts_.string() + ": no lock can be taken there; set cache.dir to another folder"};
  remove_leftovers();
  temporary_ = with(own_, ".tmp");
  if (private_) root_ = with(own_, kPrivate);
  fs::create_directories(temporary_, failed);
  if (failed) return Error{Code::io, temporary_.string() + ": " + failed.message()};
  if (most_ != 0) evict();
  return {};
}

void GitFolders::remove_leftovers() {
  std::error_code failed;
  std::vector<fs::path> locks;
  for (fs::directory_iterator at(hosts_, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().extension() == kLock && at->path() != own_) locks.push_back(at->path());
  }
  for (const fs::path& path : locks) {
    const auto dead = os::Lock::take(path);
    if (!dead) continue;
    std::error_code ignored;
    remove_quietly(with(path, ".tmp"));
    remove_quietly(with(path, kPrivate));
    fs::remove(path, ignored);
  }
}

fs::path GitFolders::of(const Upstream& upstream) const { return root_ / upstream.name; }

fs::path GitFolders::of(const GitAddress& address) const {
  return with(of(*address.upstream) / (address.path.empty() ? kItself : address.path), kEnding);
}

void GitFolders::grew(std::uint64_t bytes) {
  constexpr std::uint64_t kLookAfter = 1 * limits::GiB;
  grown_ += bytes;
  if (most_ == 0 || grown_ < std::min<std::uint64_t>(kLookAfter, most_ / 10 + 1)) return;
  grown_ = 0;
  evict();
}

void GitFolders::evict() {
  std::vector<Kept> all;
  find_repositories(root_, all);
  std::uint64_t bytes = 0;
  for (const Kept& one : all) bytes += one.bytes;
  if (bytes <= most_) return;
  auto oldest_host = fs::file_time_type::max();
  std::error_code failed;
  for (fs::directory_iterator at(hosts_, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    const auto began = fs::last_write_time(at->path(), gone);
    if (!gone && at->path().extension() == kLock) oldest_host = std::min(oldest_host, began);
  }
  if (failed) return;
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
  for (const Kept& one : all) {
    if (bytes <= most_ / 100 * limits::kEvictToPercent || one.used >= oldest_host) return;
    // Nobody else's command may be at work in it, and nobody may take it for whole while it goes.
    const auto lock = os::Lock::take(with(one.folder, kLock));
    if (!lock) continue;
    const fs::path doomed = temporary_ / "evicted";
    std::error_code refused;
    fs::rename(one.folder, doomed, refused);
    if (refused) continue;
    remove_quietly(doomed);
    bytes -= one.bytes;
  }
}

}  // namespace streamguard::net
