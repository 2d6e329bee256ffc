/// connection.hpp: HTTP/1.1 over one socket: requests in, answers out, also wrong ones. One thread at a time; shut()
/// may come from any.
#pragma once

#include <optional>
#include <string>

#include "http.hpp"

namespace streamguard::upstreams {

/// What became of one answer.
struct Sent {
  std::uint64_t body_bytes = 0;
  bool whole = false;  ///< all of it left, and the connection can carry another request
};

class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// The next request; nothing where the peer is done or what it sends is no request (it is answered 400 then).
  std::optional<Request> receive();
  Sent send(Response& response, const Request& request);
  /// Ends whatever goes on in receive() or send().
  void shut() const;

 private:
  bool fill();
  bool write(std::string_view bytes);
  bool write_paced(std::string_view bytes, const Manner& manner);
  bool read_head(Request& request);
  bool read_body(Request& request);
  bool read_chunks(std::string& body);
  bool take(std::size_t bytes, std::string& out);
  std::optional<std::string> line();
  bool send_body(Response& response, bool chunked, Sent& sent);
  void reset();

  int fd_;
  std::string buffer_;
  bool close_ = false;
};

}  // namespace streamguard::upstreams
