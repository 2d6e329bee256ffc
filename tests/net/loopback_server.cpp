#include "loopback_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http_text.hpp"

namespace streamguard::net::testing {
namespace {

/// Everything up to `bytes` beyond the header's end, or less where the peer closes.
bool read_request(int fd, Seen& seen) {
  std::string text;
  std::size_t end = std::string::npos;
  char room[4096];
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    const ssize_t got = ::recv(fd, room, sizeof room, 0);
    if (got <= 0) return false;
    text.append(room, static_cast<std::size_t>(got));
  }
  std::size_t at = text.find("\r\n");
  const std::string line = text.substr(0, at);
  seen.method = line.substr(0, line.find(' '));
  seen.target = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
  while (at < end) {
    const std::size_t next = text.find("\r\n", at + 2);
    const std::string field = text.substr(at + 2, next - at - 2);
    const std::size_t colon = field.find(':');
    seen.headers.emplace_back(lower_case(field.substr(0, colon)), std::string(trimmed(field.substr(colon + 1))));
    at = next;
  }
  seen.body = text.substr(end + 4);
  const auto length = whole_number(seen.header("content-length")).value_or(0);
  while (seen.body.size() < length) {
    const ssize_t got = ::recv(fd, room, sizeof room, 0);
    if (got <= 0) return false;
    seen.body.append(room, static_cast<std::size_t>(got));
  }
  return true;
}

bool send_all(int fd, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(fd, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

std::string Seen::header(const std::string& name) const { return std::string(net::header(headers, name)); }

Reply reply(int status, const std::string& body, const Headers& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (header(headers, "content-length").empty()) text += "content-length: " + std::to_string(body.size()) + "\r\n";
  return {{text + "\r\n" + body}, nullptr, false};
}

LoopbackServer::LoopbackServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener_, any, size), 0);
  EXPECT_EQ(::listen(listener_, 64), 0);
  EXPECT_EQ(::getsockname(listener_, any, &size), 0);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

void LoopbackServer::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

void LoopbackServer::serve(int fd) {
  Seen seen;
  if (read_request(fd, seen)) {
    {
      const std::lock_guard lock(mutex_);
      seen.number = static_cast<int>(seen_.size()) + 1;
      seen_.push_back(seen);
      changed_.notify_all();
    }
    const Reply answer = script_(seen);
    bool first = true;
    for (const std::string& piece : answer.pieces) {
      if (!first && answer.between) answer.between();
      first = false;
      if (!send_all(fd, piece)) break;
    }
    if (answer.reset) {
      const linger now{1, 0};
      ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

std::vector<Seen> LoopbackServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void LoopbackServer::wait_for_requests(int count) {
  std::unique_lock lock(mutex_);
  ASSERT_TRUE(
      changed_.wait_for(lock, std::chrono::minutes(1), [&] { return static_cast<int>(seen_.size()) >= count; }));
}

}  // namespace streamguard::net::testing
