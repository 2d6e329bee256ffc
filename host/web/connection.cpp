#include "web/connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>

#include "view/state_json.hpp"

namespace streamguard::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kDrainMost = 65536;  // bytes of a body that nobody wants, before the connection is cut

// The page asks nobody but this server, runs no script but the server's, and is shown in no frame.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

constexpr const char* kEventStream = "text/event-stream; charset=utf-8";

std::string_view text_of(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void Connection::read() {
  is_ = Is::asking;
  request_.emplace();
  request_->header_limit(kRequestMost);
  stream_.expires_after(kReadPatience);
  http::async_read_header(stream_, buffer_, *request_,
                          [self = shared_from_this()](Error error, std::size_t) { self->on_request(error); });
}

void Connection::on_request(Error error) {
  if (is_ == Is::leaving) return;
  if (error == http::error::end_of_stream) return hang_up();
  if (error && error.category() == make_error_code(http::error::bad_method).category()) {
    return refuse(400, "This is no request that is understood here.\n", true);
  }
  if (error) return close();

  const auto& request = request_->get();
  const bool one_host = request.count(http::field::host) == 1;
  const Asked asked{text_of(request.method_string()), text_of(request.target()),
                    one_host ? text_of(request[http::field::host]) : std::string_view(),
                    text_of(request[http::field::cookie])};
  const Verdict verdict = judge(asked, house_.token, house_.port);
  // What follows a head that announces a body is not read, and is not taken for the next request.
  const bool hang_up_after = !request_->is_done() || !request.keep_alive();
  switch (verdict.is) {
    case Verdict::Is::other_host:
      return refuse(421, "This page is served under this machine's own names only: 127.0.0.1, [::1], localhost.\n",
                    true);
    case Verdict::Is::no_token:
      return refuse(403,
                    "Open the address that streamguard printed when the run was started: it ends in a token, and the "
                    "token is new in each run.\n",
                    hang_up_after);
    case Verdict::Is::method:
      return refuse(405, "This page is for looking only: GET and HEAD.\n", true);
    case Verdict::Is::pass:
      break;
  }
  if (verdict.path == "/events") {
    if (asked.method == "GET") return listen();
    return respond({200, kEventStream, {}}, false, true);
  }
  respond(house_.content.answer(verdict.path, text_of(request[http::field::accept])), verdict.set_cookie,
          hang_up_after);
}

void Connection::refuse(unsigned status, const std::string& words, bool hang_up_after) {
  respond({status, Answer().media_type, words}, false, hang_up_after);
}

template <class Message>
void Connection::dress(Message& message, bool set_cookie) const {
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Content-Security-Policy", kPolicy);
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("X-Frame-Options", "DENY");
  if (set_cookie) {
    message.set(http::field::set_cookie,
                cookie_name(house_.port) + '=' + house_.token.text() + "; Path=/; HttpOnly; SameSite=Strict");
  }
}

void Connection::respond(Answer answer, bool set_cookie, bool hang_up_after) {
  is_ = Is::answering;
  auto& response = response_.emplace(http::int_to_status(answer.status), 11);
  dress(response, set_cookie);
  response.set(http::field::content_type, answer.media_type);
  if (answer.status == 405) response.set(http::field::allow, "GET, HEAD");
  if (answer.status == 503) response.set(http::field::retry_after, "5");
  response.content_length(answer.body.size());
  response.keep_alive(!hang_up_after);
  if (request_->get().method() != http::verb::head) response.body() = std::move(answer.body);
  stream_.expires_after(kWritePatience);
  http::async_write(stream_, response, [self = shared_from_this()](Error error, std::size_t) {
    if (self->is_ == Is::leaving) return;
    if (error) return self->close();
    if (self->response_->need_eof() || self->house_.ending) return self->hang_up();
    self->read();
  });
}

void Connection::listen() {
  if (house_.streams >= kStreamsMost) {
    return refuse(503, "As many pages as can be shown at once are open already: close one of them.\n", true);
  }
  ++house_.streams;
  is_ = Is::listening;
  http::response<http::empty_body> head(http::status::ok, 11);
  dress(head, false);
  head.set(http::field::content_type, kEventStream);
  head.keep_alive(false);
  std::ostringstream text;
  text << head.base();
  events_ = house_.state.events();
  const view::RunState state = house_.state.copy();
  log_from_ = view::log_end(state);
  told_ = std::chrono::steady_clock::now();
  send(text.str() + "retry: 1000\n\n" + house_.content.state_frame(state, 0));
}

void Connection::tell(const std::function<const view::RunState&()>& copy, std::uint64_t events, os::SteadyTime now) {
  if (is_ != Is::listening || sending_) return;
  if (events != events_) {
    events_ = events;
    told_ = now;
    const view::RunState& state = copy();
    std::string frame = house_.content.state_frame(state, log_from_);
    log_from_ = view::log_end(state);
    send(std::move(frame));
  } else if (now - told_ >= kBeat) {
    told_ = now;
    send(house_.content.beat_frame());
  }
}

void Connection::send(std::string frame) {
  frame_ = std::move(frame);
  sending_ = true;
  stream_.expires_after(kWritePatience);
  asio::async_write(stream_, asio::buffer(frame_),
                    [self = shared_from_this()](Error error, std::size_t) { self->on_sent(error); });
}

void Connection::on_sent(Error error) {
  sending_ = false;
  if (is_ != Is::listening) return;
  if (error) return close();
  // Else the time limit of what was sent would go on, and end a connection that has nothing to do.
  stream_.expires_never();
  if (house_.ending) finish();
}

void Connection::finish() {
  if (is_ == Is::asking) return close();
  if (is_ != Is::listening || sending_) return;
  const view::RunState state = house_.state.copy();
  frame_ = house_.content.state_frame(state, log_from_) + Content::end_frame(state.ended().has_value());
  sending_ = true;
  stream_.expires_after(kFarewell);
  asio::async_write(stream_, asio::buffer(frame_), [self = shared_from_this()](Error failed, std::size_t) {
    self->sending_ = false;
    if (self->is_ != Is::listening) return;
    if (failed) return self->close();
    self->hang_up();
  });
}

/// Ends our side, and waits a little for the client to end its own: a connection that is cut while bytes are on their
/// way to us can take back what we sent.
void Connection::hang_up() {
  if (is_ == Is::leaving) return;
  if (is_ == Is::listening) --house_.streams;
  is_ = Is::leaving;
  Error ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kFarewell);
  drain();
}

void Connection::drain() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kRequestMost), [self = shared_from_this()](Error error, std::size_t got) {
    self->drained_ += got;
    if (error || self->drained_ >= kDrainMost) return self->close();
    self->drain();
  });
}

void Connection::close() {
  if (is_ == Is::listening) --house_.streams;
  is_ = Is::leaving;
  stream_.close();
  house_.open.erase(shared_from_this());
  if (house_.open.empty() && house_.emptied) house_.emptied();
}

}  // namespace streamguard::web
