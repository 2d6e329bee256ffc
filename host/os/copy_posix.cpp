#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string_view>

#include "os/file.hpp"
#include "os/system_error.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

namespace {

constexpr std::size_t kCopyBytes = 256 * 1024;
constexpr std::size_t kKernelCopyBytes = std::size_t{1} << 30;

bool write_all(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool copy_by_hand(int from, int to) {
  const auto buffer = std::make_unique<char[]>(kCopyBytes);
  for (;;) {
    const ssize_t got = ::read(from, buffer.get(), kCopyBytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    if (!write_all(to, {buffer.get(), static_cast<std::size_t>(got)})) return false;
  }
}

/// False with errno set. Both offsets move along, so each way can go on where the one before it gave up.
bool copy_bytes(int from, int to) {
  if (::ioctl(to, FICLONE, from) == 0) return true;
  bool any = false;
  for (;;) {
    const ssize_t copied = ::copy_file_range(from, nullptr, to, nullptr, kKernelCopyBytes, 0);
    if (copied > 0) {
      any = true;
      continue;
    }
    if (copied == 0 && any) return true;
    // 0 at once may be an empty file, or one of a file system that pretends (/proc): reading tells.
    if (copied == 0) return copy_by_hand(from, to);
    if (errno == EINTR) continue;
    const bool unable = errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    return unable && copy_by_hand(from, to);
  }
}

}  // namespace

Status copy_read_only(const fs::path& from, const fs::path& to) {
  const UniqueFd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) return system_error("open " + from.string());
  // Never a hard link: a plugin that may write below `to`'s folder could then change the original. O_EXCL also refuses
  // a symbolic link that a plugin laid there to make us write elsewhere.
  const UniqueFd copy(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!copy) return system_error("make " + to.string());
  if (!copy_bytes(source.get(), copy.get()) || ::fchmod(copy.get(), 0444) != 0) {
    Error failure = system_error("copy " + from.string() + " to " + to.string());
    ::unlink(to.c_str());
    return failure;
  }
  return {};
}

}  // namespace streamguard::os
