#include "server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace streamguard::upstreams {

Server::Server(std::uint16_t port, Application application) : application_(std::move(application)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, any, size) != 0 || ::listen(listener_, kConnections) != 0 ||
      ::getsockname(listener_, any, &size) != 0) {
    ::close(listener_);
    throw std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port) + "; --port 0 takes any free one");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

Server::~Server() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Line& line : lines_) {
      if (line.connection) line.connection->shut();
    }
    changed_.notify_all();
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (Line& line : lines_) line.thread.join();
}

void Server::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
      bury_ended();
      return stopping_ || lines_.size() < kConnections;
    });
    if (stopping_) {
      ::close(fd);
      return;
    }
    Line& line = lines_.emplace_back(fd);
    line.thread = std::thread([this, &line] { serve(line); });
  }
}

/// With the lock held: a thread that says it has ended takes the lock no more.
void Server::bury_ended() {
  lines_.remove_if([](Line& line) {
    if (line.ended) line.thread.join();
    return line.ended;
  });
}

void Server::serve(Line& line) {
  Connection& connection = *line.connection;
  for (auto request = connection.receive(); request; request = connection.receive()) {
    Answer answer = application_(*request);
    const Sent sent = connection.send(answer.response, *request);
    if (answer.answered) answer.answered(sent);
    if (!sent.whole) break;
  }
  const std::lock_guard lock(mutex_);
  line.connection.reset();
  line.ended = true;
  changed_.notify_all();
}

}  // namespace streamguard::upstreams
