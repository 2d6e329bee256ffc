#include "loopback_server.hpp"

#include <gtest/gtest.h>

#include "net/http_text.hpp"

namespace streamguard::net::testing {
namespace {

/// Everything up to `bytes` beyond the header's end, or less where the peer closes.
bool read_request(Socket socket, Seen& seen) {
  std::string text;
  std::size_t end = std::string::npos;
  char room[4096];
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    const std::ptrdiff_t got = receive(socket, room, sizeof room);
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
    const std::ptrdiff_t got = receive(socket, room, sizeof room);
    if (got <= 0) return false;
    seen.body.append(room, static_cast<std::size_t>(got));
  }
  return true;
}

bool send_all(Socket socket, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::ptrdiff_t sent = send_some(socket, bytes.data() + at, bytes.size() - at);
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
  const Listener listener = listen_on_loopback();
  EXPECT_NE(listener.socket, kNoSocket);
  listener_ = listener.socket;
  port_ = listener.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
  shut(listener_);
  acceptor_.join();
  close_socket(listener_);
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    for (const Socket one : open_) shut(one);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

void LoopbackServer::accept_all() {
  for (;;) {
    const Socket made = accept_from(listener_);
    if (made == kNoSocket) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(made);
    threads_.emplace_back([this, made] { serve(made); });
  }
}

void LoopbackServer::serve(Socket socket) {
  Seen seen;
  if (read_request(socket, seen)) {
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
      if (!send_all(socket, piece)) break;
    }
    if (answer.reset) reset_on_close(socket);
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  close_socket(socket);
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
