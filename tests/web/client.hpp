/// client.hpp: a browser as the server sees it: bytes over a real loopback socket. Every wait ends after kPatience with
/// what has come so far.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "../net/sockets.hpp"

namespace streamguard::web {

namespace sockets = net::testing;

inline constexpr std::chrono::seconds kPatience{60};

class Client {
 public:
  /// `window`: bytes that the system keeps for it unread; 0: as many as it likes.
  explicit Client(std::uint16_t port, int window = 0) : socket_(sockets::connect_to_loopback(port, window)) {
    if (socket_ == sockets::kNoSocket) throw std::runtime_error("cannot connect");
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, sockets::kNoSocket)), got_(std::move(other.got_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    if (socket_ != sockets::kNoSocket) sockets::close_socket(socket_);
  }

  Client& send(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const auto some = sockets::send_some(socket_, text.data() + sent, text.size() - sent);
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
    if (left.count() <= 0 || !sockets::readable_within(socket_, static_cast<int>(left.count()))) return false;
    char bytes[65536];
    const auto some = sockets::receive(socket_, bytes, sizeof bytes);
    if (some <= 0) return false;
    got_.append(bytes, static_cast<std::size_t>(some));
    return true;
  }
  sockets::Socket socket_;
  std::string got_;
};

}  // namespace streamguard::web
