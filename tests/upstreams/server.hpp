/// server.hpp: listens on 127.0.0.1 and gives each connection a thread of its own, at most kConnections of them. The
/// application is called on these threads, several at a time. The destructor ends all connections and waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "connection.hpp"
#include "http.hpp"

namespace streamguard::upstreams {

/// Told once the answer has left, or could not.
using Answered = std::function<void(const Sent&)>;

struct Answer {
  Response response;
  Answered answered;
};

class Server {
 public:
  using Application = std::function<Answer(const Request&)>;
  static constexpr int kConnections = 256;

  /// Port 0: any. Throws std::runtime_error where it cannot listen.
  Server(std::uint16_t port, Application application);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const noexcept { return port_; }

 private:
  struct Line {
    explicit Line(int fd) : connection(std::in_place, fd) {}
    std::optional<Connection> connection;
    std::thread thread;
    bool ended = false;
  };
  void accept_all();
  void serve(Line& line);
  void bury_ended();

  Application application_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::list<Line> lines_;
  bool stopping_ = false;
  std::thread acceptor_;
};

}  // namespace streamguard::upstreams
