/// loopback_server.hpp: an HTTP/1.1 server on 127.0.0.1 that answers with exactly the bytes a test wants, also wrong
/// ones. One connection, one request, one answer. The script is called on the connection's own thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/broker.hpp"
#include "sockets.hpp"

namespace streamguard::net::testing {

struct Seen {
  std::string method, target, body;
  Headers headers;
  int number = 0;  ///< from 1, over all connections
  std::string header(const std::string& name) const;
};

struct Reply {
  std::vector<std::string> pieces;  ///< raw bytes, status line included
  std::function<void()> between;    ///< called between two pieces
  bool reset = false;               ///< ends with RST instead of a close
};

Reply reply(int status, const std::string& body, const Headers& headers = {});

class LoopbackServer {
 public:
  using Script = std::function<Reply(const Seen&)>;
  explicit LoopbackServer(Script script);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  std::vector<Seen> seen() const;
  int count() const { return static_cast<int>(seen().size()); }
  void wait_for_requests(int count);

 private:
  void accept_all();
  void serve(Socket socket);

  Script script_;
  Socket listener_ = kNoSocket;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Seen> seen_;
  std::vector<std::thread> threads_;
  std::vector<Socket> open_;
  std::thread acceptor_;
};

}  // namespace streamguard::net::testing
