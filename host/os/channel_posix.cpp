#include "os/channel_posix.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "os/system_error.hpp"

namespace streamguard::os {

namespace {

/// Pieces that go out in one system call. IOV_MAX is 1024; a frame has two or three pieces, so a small array does.
constexpr std::size_t kPiecesPerCall = 64;
static_assert(kPiecesPerCall <= IOV_MAX);

class SocketChannel final : public Channel {
 public:
  explicit SocketChannel(UniqueFd fd) : fd_(std::move(fd)) {}

  Result<std::size_t> read_some(std::span<char> into) override {
    for (;;) {
      const ssize_t got = ::recv(fd_.get(), into.data(), into.size(), 0);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      // The other side went away with bytes of ours unread: for a reader that is the end like any other.
      if (errno == ECONNRESET) return std::size_t{0};
      return system_error("read from a channel");
    }
  }

  Result<std::size_t> read_some(std::span<char> into, int timeout_ms) override {
    switch (wait_ready(fd_.get(), POLLIN, std::chrono::milliseconds{timeout_ms})) {
      case Ready::yes:
        return read_some(into);
      case Ready::timed_out:
        return Error{Code::transient, "nothing came within " + std::to_string(timeout_ms) + " ms"};
      case Ready::failed:
        break;
    }
    return system_error("wait for a channel");
  }

  Status write(std::span<const std::string_view> pieces) override {
    std::size_t skip = 0;  // bytes of the first piece that are out already
    while (!pieces.empty()) {
      std::array<iovec, kPiecesPerCall> parts;
      std::size_t count = 0;
      for (const std::string_view piece : pieces.first(std::min(pieces.size(), parts.size()))) {
        // The kernel only reads through iov_base; its type merely lacks the const.
        parts[count++] = {const_cast<char*>(piece.data()), piece.size()};
      }
      parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + skip;
      parts[0].iov_len -= skip;
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = count;
      const ssize_t sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
      if (sent < 0) {
        if (errno == EINTR) continue;
        if (errno == EPIPE || errno == ECONNRESET) return Error{Code::cancelled, "closed by the other process"};
        return system_error("write to a channel");
      }
      skip += static_cast<std::size_t>(sent);
      while (!pieces.empty() && skip >= pieces.front().size()) {
        skip -= pieces.front().size();
        pieces = pieces.subspan(1);
      }
    }
    return {};
  }

  void shutdown() noexcept override { ::shutdown(fd_.get(), SHUT_RDWR); }

 private:
  UniqueFd fd_;
};

void widen(int fd, int bytes) noexcept {
  // The forced form may go beyond net.core.wmem_max but needs CAP_NET_ADMIN; the plain one takes what is allowed.
  if (::setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  }
}

}  // namespace

Result<SocketPair> socket_pair(int buffer_bytes) {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0) return system_error("make a socket pair");
  SocketPair pair{UniqueFd(fds[0]), UniqueFd(fds[1])};
  // Bytes under way are charged to the sender alone, so a receive buffer needs no widening on unix sockets.
  widen(pair.ours.get(), buffer_bytes);
  widen(pair.theirs.get(), buffer_bytes);
  return pair;
}

std::unique_ptr<Channel> make_channel(UniqueFd fd) { return std::make_unique<SocketChannel>(std::move(fd)); }

Result<std::pair<std::unique_ptr<Channel>, std::unique_ptr<Channel>>> Channel::pair() {
  auto made = socket_pair(kChannelBufferBytes);
  if (!made) return std::move(made).error();
  return std::pair{make_channel(std::move(made->ours)), make_channel(std::move(made->theirs))};
}

Result<std::unique_ptr<Channel>> Channel::inherited(const std::string& argument) {
  int fd = -1;
  const char* end = argument.data() + argument.size();
  const auto [stop, failure] = std::from_chars(argument.data(), end, fd);
  struct stat info {};
  if (failure != std::errc{} || stop != end || fd < 0 || ::fstat(fd, &info) != 0 || !S_ISSOCK(info.st_mode)) {
    return Error{Code::config, "channel \"" + argument +
                                   "\" is not an inherited socket: this program is started by "
                                   "streamguard, not by hand"};
  }
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return make_channel(UniqueFd(fd));
}

}  // namespace streamguard::os
