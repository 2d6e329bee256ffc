/// client.hpp: a browser as the server sees it: bytes over a real loopback socket. Every wait ends after kPatience with
/// what has come so far.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace streamguard::web {

inline constexpr std::chrono::seconds kPatience{60};

class Client {
 public:
  /// `window`: bytes that the system keeps for it unread; 0: as many as it likes.
  explicit Client(std::uint16_t port, int window = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (window > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), got_(std::move(other.got_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }

  Client& send(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const auto some = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (some <= 0) break;
      sent += static_cast<std::size_t>(some);
    }
    return *this;
  }
  Client& get(const std::string& target, const std::string& more = {}) {
    return send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more + "\r\n");
  }
  /// Reads until `marker` has come, and takes everything up to its end. All there is where it does not come.
  std::string until(const std::string& marker) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      const auto at = got_.find(marker);
      if (at != std::string::npos) {
        std::string out = got_.substr(0, at + marker.size());
        got_.erase(0, at + marker.size());
        return out;
      }
      if (!more(deadline)) return std::exchange(got_, {});
    }
  }
  /// Reads until the server ends the connection.
  std::string rest() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (more(deadline)) {
    }
    return std::exchange(got_, {});
  }
  /// One answer with a Content-Length.
  std::string answer() {
    std::string head = until("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    std::size_t left = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (got_.size() < left && more(deadline)) {
    }
    left = std::min(left, got_.size());
    head += got_.substr(0, left);
    got_.erase(0, left);
    return head;
  }

 private:
  bool more(std::chrono::steady_clock::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{fd_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
    char bytes[65536];
    const auto some = ::recv(fd_, bytes, sizeof bytes, 0);
    if (some <= 0) return false;
    got_.append(bytes, static_cast<std::size_t>(some));
    return true;
  }
  int fd_;
  std::string got_;
};

}  // namespace streamguard::web
