#include "os/file.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <system_error>

#include "os/scratch.hpp"
#include "os/system_error.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

namespace {

constexpr mode_t kFileMode = 0666;  // less what the umask takes
constexpr std::size_t kPiecesPerCall = 256;
static_assert(kPiecesPerCall <= IOV_MAX);

Error refused(const char* what, const fs::path& path, int number = errno) {
  return system_error(std::string(what) + " " + path.string(), number);
}

int open_retrying(const fs::path& path, int flags, mode_t mode = 0) noexcept {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

/// A name in a folder is durable only once the folder itself was synced.
Status sync_folder(const fs::path& folder) {
  const UniqueFd fd(open_retrying(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY));
  if (!fd) return refused("open folder", folder);
  // Some network file systems cannot sync a folder and say EINVAL; their names are durable by themselves.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return refused("sync folder", folder);
  return {};
}

Status append_all(int fd, std::span<const std::string_view> pieces, const fs::path& path) {
  std::size_t skip = 0;  // bytes of the first piece that are written already
  while (!pieces.empty()) {
    if (skip >= pieces.front().size()) {
      skip -= pieces.front().size();
      pieces = pieces.subspan(1);
      continue;
    }
    std::array<iovec, kPiecesPerCall> parts;
    std::size_t count = 0;
    for (const std::string_view piece : pieces.first(std::min(pieces.size(), parts.size()))) {
      parts[count++] = {const_cast<char*>(piece.data()), piece.size()};  // only read from
    }
    parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + skip;
    parts[0].iov_len -= skip;
    const ssize_t written = ::writev(fd, parts.data(), static_cast<int>(count));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refused("append to", path);
    if (written == 0) return refused("append to", path, ENOSPC);
    skip += static_cast<std::size_t>(written);
  }
  return {};
}

class PosixFile final : public File {
 public:
  PosixFile(UniqueFd fd, fs::path path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Status append(std::span<const std::string_view> pieces) override { return append_all(fd_.get(), pieces, path_); }

  Status sync() override {
    // Not repeated after a failure: the kernel may have dropped the pages and would then report success.
    if (::fdatasync(fd_.get()) != 0) return refused("sync", path_);
    return {};
  }

  Status truncate(std::uint64_t size) override {
    int done = -1;
    do {
      done = ::ftruncate(fd_.get(), static_cast<off_t>(size));
    } while (done != 0 && errno == EINTR);
    if (done != 0) return refused("truncate", path_);
    return {};
  }

  Result<std::uint64_t> size() const override {
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0) return refused("look at", path_);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
    ssize_t got = -1;
    do {
      got = ::pread(fd_.get(), into.data(), into.size(), static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    if (got < 0) return refused("read", path_);
    return static_cast<std::size_t>(got);
  }

 private:
  UniqueFd fd_;  // O_APPEND, so that truncate() needs no seek
  fs::path path_;
};

class PosixDisk final : public Disk {
 public:
  Result<std::unique_ptr<File>> open(const fs::path& path) override {
    UniqueFd fd(open_retrying(path, O_RDWR | O_APPEND));
    if (!fd && errno == ENOENT) {
      fd = UniqueFd(open_retrying(path, O_RDWR | O_APPEND | O_CREAT, kFileMode));
      if (fd) {
        if (Status synced = sync_folder(path.parent_path()); !synced) return std::move(synced).error();
      }
    }
    if (!fd) return refused("open", path);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(std::move(fd), path));
  }

  Result<std::unique_ptr<File>> open_read(const fs::path& path) override {
    UniqueFd fd(open_retrying(path, O_RDONLY));
    if (!fd) return refused("open", path);
    struct stat info {};
    if (::fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) return refused("open", path, EISDIR);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(std::move(fd), path));
  }

  Status replace(const fs::path& path, std::string_view bytes) override {
    // Process id and a counter make the name free of clashes between threads and hosts that share a folder.
    static std::atomic<unsigned> counter{0};
    fs::path draft = path;
    draft += ".new." + std::to_string(::getpid()) + "." + std::to_string(++counter);
    Status done = write_new(draft, bytes);
    if (done) done = rename(draft, path);
    if (!done) ::unlink(draft.c_str());
    return done;
  }

  Status rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return refused("rename", from.string() + " to " + to.string());
    Status synced = sync_folder(to.parent_path());
    if (synced && from.parent_path() != to.parent_path()) synced = sync_folder(from.parent_path());
    return synced;
  }

  Status make_folders(const fs::path& path) override {
    std::error_code failed;
    if (path.empty() || fs::is_directory(path, failed)) return {};
    const fs::path parent = path.parent_path();
    if (parent != path) {
      if (Status made = make_folders(parent); !made) return made;
    }
    if (::mkdir(path.c_str(), 0777) != 0) {
      const int number = errno;
      // Another thread or process may have been quicker, and "x/" or "x/." exist as soon as "x" does.
      if (number == EEXIST && fs::is_directory(path, failed)) return {};
      return refused("make folder", path, number);
    }
    return sync_folder(parent);
  }

  Status remove(const fs::path& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return refused("remove", path);
    return {};
  }

  Status remove_all(const fs::path& path) override {
    std::error_code failed;
    fs::remove_all(path, failed);
    if (failed == std::errc::permission_denied) {
      // A plugin may have left folders of ours that even we may not enter.
      open_up(path);
      failed.clear();
      fs::remove_all(path, failed);
    }
    if (failed) return refused("remove", path, failed.value());
    return {};
  }

  bool exists(const fs::path& path) const override {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
  }

  Result<std::vector<fs::path>> list(const fs::path& folder) const override {
    std::vector<fs::path> found;
    std::error_code failed;
    fs::directory_iterator entry(folder, failed);
    if (failed == std::errc::no_such_file_or_directory) return found;
    for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
      found.push_back(entry->path());
    }
    if (failed) return refused("list", folder, failed.value());
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  static Status write_new(const fs::path& path, std::string_view bytes) {
    const UniqueFd fd(open_retrying(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, kFileMode));
    if (!fd) return refused("make", path);
    if (Status written = append_all(fd.get(), std::span(&bytes, 1), path); !written) return written;
    if (::fsync(fd.get()) != 0) return refused("sync", path);
    return {};
  }

  static void open_up(const fs::path& folder) {
    std::error_code ignored;
    fs::permissions(folder, fs::perms::owner_all, fs::perm_options::add | fs::perm_options::nofollow, ignored);
    fs::directory_iterator entry(folder, ignored);
    for (const fs::directory_iterator end; !ignored && entry != end; entry.increment(ignored)) {
      std::error_code unknown;
      if (entry->symlink_status(unknown).type() == fs::file_type::directory) open_up(entry->path());
    }
  }
};

}  // namespace

Result<fs::path> make_temporary_folder(const std::string& prefix) {
  std::error_code failed;
  const fs::path base = fs::temp_directory_path(failed);
  std::string path = ((failed ? fs::path("/tmp") : base) / (prefix + "-XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) return refused("make", path);
  return fs::path(path);
}

std::uint64_t folder_size(const fs::path& folder) {
  // A plugin may be changing the folder meanwhile: what vanishes under our feet counts nothing. Links are not followed.
  std::uint64_t bytes = 0;
  std::error_code failed;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failed);
  for (const fs::recursive_directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    std::error_code gone;
    if (entry->symlink_status(gone).type() != fs::file_type::regular || gone) continue;
    const std::uintmax_t size = entry->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

std::FILE* open_stream(const fs::path& path) noexcept { return std::fopen(path.c_str(), "wb"); }

Status make_scratch_folder(const fs::path& path) {
  // Not durably: it is emptied at every start, and a journal's commit would be most of a worker's way to READY.
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) return Error{Code::io, "make folder " + path.string() + ": " + failed.message()};
  return {};
}

Disk& real_disk() noexcept {
  static PosixDisk disk;
  return disk;
}

}  // namespace streamguard::os
