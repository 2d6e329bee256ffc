#include "os/system_error.hpp"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace streamguard::os {

namespace {

const char* cure_of(int number) noexcept {
  switch (number) {
    case ENOSPC:
      return "free some space, then resume";
    case EDQUOT:
      return "the quota of this user is used up: free some space, then resume";
    case EFBIG:
      return "the file would grow beyond a limit: see `ulimit -f`";
    case EACCES:
    case EPERM:
      return "check owner and permissions";
    case EROFS:
      return "the file system is mounted read-only";
    case EMFILE:
      return "too many open files: raise `ulimit -n`";
    case ENFILE:
      return "the whole system has too many open files";
    case EAGAIN:
      return "a limit on processes is reached: raise `ulimit -u`";
    case ENOMEM:
      return "not enough memory";
    case EIO:
      return "the medium failed: check the disk";
    default:
      return nullptr;
  }
}

}  // namespace

Error system_error(const std::string& what, int number) {
  const char* reason = ::strerrordesc_np(number);
  std::string message = "cannot " + what + ": " + (reason ? reason : "error " + std::to_string(number));
  if (const char* cure = cure_of(number)) message += std::string(" (") + cure + ")";
  const bool missing = number == ENOENT || number == ENOTDIR;
  return Error{missing ? Code::unavailable : Code::io, std::move(message)};
}

Ready wait_ready(int fd, short events, std::chrono::milliseconds timeout) noexcept {
  using std::chrono::milliseconds;
  using std::chrono::steady_clock;
  const bool for_ever = timeout.count() < 0;
  // Long waits are cut into pieces that fit poll() and cannot overflow the clock.
  const milliseconds longest{std::numeric_limits<int>::max()};
  const auto end = steady_clock::now() + std::min(timeout, longest);
  milliseconds left = std::min(timeout, longest);
  for (;;) {
    pollfd entry{fd, events, 0};
    const int found = ::poll(&entry, 1, for_ever ? -1 : static_cast<int>(left.count()));
    if (found > 0) return Ready::yes;
    if (found == 0) return Ready::timed_out;
    if (errno != EINTR) return Ready::failed;
    if (!for_ever) {
      left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
      if (left.count() < 0) left = milliseconds{0};
    }
  }
}

}  // namespace streamguard::os
