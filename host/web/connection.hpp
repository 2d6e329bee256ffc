/// connection.hpp: one client of the live page, from its first byte to its last. All of it runs on the server's thread;
/// each operation has a time limit, and its end, good or bad, is the only way on. It lives as long as an operation of
/// its is under way or `House` lists it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "web/content.hpp"
#include "web/gate.hpp"
#include "web/server.hpp"

namespace streamguard::web {

class Connection;

/// What all connections of a server share.
struct House {
  const view::LiveState& state;
  Content content;
  Token token;
  std::uint16_t port = 0;
  std::set<std::shared_ptr<Connection>> open;
  std::size_t streams = 0;
  bool ending = false;
  std::function<void()> emptied;  ///< called when the last one has gone
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, House& house) : stream_(std::move(socket)), house_(house) {}
  void read();
  /// Where it listens for events and nothing is on its way to it: tells it what is new. `copy` gives the state
  /// after at least `events` events.
  void tell(const std::function<const view::RunState&()>& copy, std::uint64_t events, os::SteadyTime now);
  /// Nothing more will come: says farewell to a page that listens, closes others that wait.
  void finish();
  void close();

 private:
  using Error = boost::beast::error_code;
  void on_request(Error error);
  void refuse(unsigned status, const std::string& words, bool hang_up);
  void respond(Answer answer, bool set_cookie, bool hang_up);
  void listen();
  void send(std::string frame);
  void on_sent(Error error);
  void hang_up();
  void drain();
  template <class Message>
  void dress(Message& message, bool set_cookie) const;

  enum class Is { asking, answering, listening, leaving };
  boost::beast::tcp_stream stream_;
  House& house_;
  Is is_ = Is::asking;
  boost::beast::flat_buffer buffer_{kRequestMost};
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> request_;
  std::optional<boost::beast::http::response<boost::beast::http::string_body>> response_;
  std::string frame_;
  bool sending_ = false;
  std::uint64_t events_ = 0, log_from_ = 0;  ///< listening: what it was told last
  os::SteadyTime told_;
  std::size_t drained_ = 0;
};

}  // namespace streamguard::web
