#include "connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <stdexcept>
#include <thread>

namespace streamguard::upstreams {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;
constexpr std::size_t kRequestBodyBytes = 64 * 1024 * 1024;
constexpr std::size_t kPieceBytes = 64 * 1024;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string hex(std::size_t number) {
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, number, 16);
  return {text, end.ptr};
}

}  // namespace

Connection::~Connection() { ::close(fd_); }

void Connection::shut() const { ::shutdown(fd_, SHUT_RDWR); }

void Connection::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

bool Connection::fill() {
  char room[16384];
  const ssize_t got = ::recv(fd_, room, sizeof room, 0);
  if (got <= 0) return false;
  buffer_.append(room, static_cast<std::size_t>(got));
  return true;
}

bool Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> Connection::line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (buffer_.size() > kHeadBytes || !fill()) return std::nullopt;
  }
  std::string out = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return out;
}

bool Connection::take(std::size_t bytes, std::string& out) {
  if (out.size() + bytes > kRequestBodyBytes) return false;
  while (buffer_.size() < bytes) {
    if (!fill()) return false;
  }
  out.append(buffer_, 0, bytes);
  buffer_.erase(0, bytes);
  return true;
}

bool Connection::read_head(Request& request) {
  const auto first = line();
  if (!first) return false;
  const std::size_t one = first->find(' '), two = first->rfind(' ');
  if (one == std::string::npos || two == one || first->compare(two + 1, 7, "HTTP/1.") != 0) return false;
  request.method = first->substr(0, one);
  request.target = first->substr(one + 1, two - one - 1);
  const std::size_t mark = std::min(request.target.find('?'), request.target.size());
  const auto path = percent_decoded(std::string_view(request.target).substr(0, mark));
  if (!path || path->find('\0') != std::string::npos) return false;
  request.path = *path;
  request.query = request.target.substr(std::min(mark + 1, request.target.size()));
  std::size_t bytes = 0;
  for (auto field = line(); field; field = line()) {
    if (field->empty()) return true;
    const std::size_t colon = field->find(':');
    if (colon == std::string::npos || (bytes += field->size()) > kHeadBytes) return false;
    request.fields.emplace_back(lower_case(field->substr(0, colon)),
                                trimmed(std::string_view(*field).substr(colon + 1)));
  }
  return false;
}

bool Connection::read_chunks(std::string& body) {
  for (auto head = line(); head; head = line()) {
    std::size_t bytes = 0;
    const auto [end, failed] = std::from_chars(head->data(), head->data() + head->size(), bytes, 16);
    if (failed != std::errc() || end == head->data()) return false;
    if (bytes != 0) {
      if (!take(bytes, body) || line() != "") return false;
      continue;
    }
    for (auto trailer = line(); trailer; trailer = line()) {
      if (trailer->empty()) return true;
    }
  }
  return false;
}

bool Connection::read_body(Request& request) {
  const bool chunked = lower_case(request.field("transfer-encoding")) == "chunked";
  const auto length = whole_number(request.field("content-length"));
  if (!chunked && !length.value_or(0)) return true;
  if (lower_case(request.field("expect")) == "100-continue" && !write("HTTP/1.1 100 Continue\r\n\r\n")) return false;
  return chunked ? read_chunks(request.body) : take(*length, request.body);
}

std::optional<Request> Connection::receive() {
  if (close_) return std::nullopt;
  if (buffer_.empty() && !fill()) return std::nullopt;
  Request request;
  if (!read_head(request) || !read_body(request)) {
    write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return std::nullopt;
  }
  close_ = lower_case(request.field("connection")) == "close";
  return request;
}

/// Sleeps between pieces are what a slow upstream does; nothing waits for them to have passed.
bool Connection::write_paced(std::string_view bytes, const Manner& manner) {
  using std::chrono::microseconds;
  std::size_t piece = manner.piece;
  microseconds pause = std::chrono::milliseconds(manner.pause_ms);
  if (manner.bytes_per_second != 0) {
    piece = std::max<std::size_t>(static_cast<std::size_t>(manner.bytes_per_second / 50), 1);
    pause = microseconds(20'000);
  }
  if (piece == 0) return write(bytes);
  while (!bytes.empty()) {
    const std::string_view now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    if (!write(now)) return false;
    if (now.size() == piece) std::this_thread::sleep_for(pause);
  }
  return true;
}

bool Connection::send_body(Response& response, bool chunked, Sent& sent) {
  const Manner& manner = response.manner;
  for (;;) {
    std::string piece = response.body.next(kPieceBytes);
    if (piece.empty()) return !chunked || write("0\r\n\r\n");
    if (manner.cut_after && sent.body_bytes + piece.size() >= *manner.cut_after) {
      piece.resize(static_cast<std::size_t>(*manner.cut_after - sent.body_bytes));
      write(chunked ? hex(piece.size() + 1) + "\r\n" + piece : piece);
      sent.body_bytes += piece.size();
      reset();
      return false;
    }
    if (chunked && !write(hex(piece.size()) + "\r\n")) return false;
    if (!write_paced(piece, manner)) return false;
    if (chunked && !write("\r\n")) return false;
    sent.body_bytes += piece.size();
  }
}

Sent Connection::send(Response& response, const Request& request) {
  Sent sent;
  const Manner& manner = response.manner;
  if (manner.drop) {
    reset();
    return sent;
  }
  const bool bodiless = request.method == "HEAD" || response.status == 304 || response.status == 204;
  const bool chunked = !response.body.length && !manner.announced;
  // Announced wrongly, the only honest end is the connection's.
  close_ = close_ || manner.announced.has_value() || manner.cut_after.has_value();
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + reason_of(response.status) + "\r\n";
  head += "Date: " + http_date(std::time(nullptr)) + "\r\n";
  for (const auto& [name, value] : response.fields) head += name + ": " + value + "\r\n";
  if (close_) head += "Connection: close\r\n";
  if (chunked) {
    head += bodiless ? "" : "Transfer-Encoding: chunked\r\n";
  } else if (response.status != 304) {
    head += "Content-Length: " + std::to_string(manner.announced.value_or(response.body.length.value_or(0))) + "\r\n";
  }
  if (!write(head + "\r\n")) return sent;
  try {
    sent.whole = bodiless || send_body(response, chunked, sent);
  } catch (const std::runtime_error&) {
    reset();  // What is lost in the middle of a body can only be told by breaking off.
    sent.whole = false;
  }
  sent.whole = sent.whole && !close_;
  return sent;
}

}  // namespace streamguard::upstreams
