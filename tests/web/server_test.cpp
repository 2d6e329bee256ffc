// The live page's server over real loopback sockets.
#include "web/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <nlohmann/json.hpp>
#include <vector>

#include "client.hpp"
#include "view/events.hpp"

namespace streamguard::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using view::event_of;

class WebServer : public testing::Test {
 protected:
  void SetUp() override {
    Server::Options options;
    options.version = "0.1.0";
    options.clock = &os::real_clock();
    options.token = Token("t0ken");
    auto started = Server::start(options, view::plan_of({{"OSV", 100}, {"CVE", 0}}));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(started).value();
    port_ = server_->address().port;
  }
  std::string cookie() const { return "Cookie: " + cookie_name(port_) + "=t0ken\r\n"; }
  std::string ask(const std::string& target, const std::string& more = {}) {
    return Client(port_).get(target, more + "Connection: close\r\n").rest();
  }
  std::string send(const std::string& request) { return Client(port_).send(request).rest(); }
  void progress(std::uint64_t samples) {
    server_->on(event_of(Event::Kind::progress, 5, "OSV", Phase::running, samples, 100));
  }
  void say(const std::string& text) {
    Event event = event_of(Event::Kind::log, 5, text);
    event.collector = "OSV";
    server_->on(event);
  }
  Client listener() {
    Client client(port_);
    client.get("/events", cookie());
    return client;
  }
  static nlohmann::json state_of(const std::string& frame) {
    const auto data = frame.find("data: ");
    if (data == std::string::npos) return {};
    return nlohmann::json::parse(frame.substr(data + 6), nullptr, false);
  }
  /// The next frame with a state.
  static nlohmann::json next(Client& client) {
    for (;;) {
      const std::string frame = client.until("\n\n");
      if (frame.find("event: state\n") != std::string::npos) return state_of(frame);
      if (frame.empty() || !frame.ends_with("\n\n")) return {};
    }
  }

  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

TEST_F(WebServer, NamesItsAddressWithTheToken) {
  EXPECT_EQ(server_->url(), "http://127.0.0.1:" + std::to_string(port_) + "/?token=t0ken");
  EXPECT_GT(port_, 0);
}

TEST_F(WebServer, ShowsThePageToWhoKnowsTheToken) {
  const std::string page = ask("/?token=t0ken");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(page, HasSubstr("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("Set-Cookie: " + cookie_name(port_) + "=t0ken; Path=/; HttpOnly; SameSite=Strict\r\n"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self';"));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(page, HasSubstr("Referrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(page, Not(HasSubstr("t0ken\"")));
  for (const char* file : {"/live.css", "/live.js", "/words.js", "/parts.js", "/theme.js", "/icon.svg"}) {
    const std::string answer = ask(file, cookie());
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n")) << file;
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie"))) << file;
  }
}

TEST_F(WebServer, RefusesWhoDoesNotKnowIt) {
  for (const char* target : {"/", "/?token=other", "/live.css", "/events", "/state.json", "/metrics", "/nothing"}) {
    const std::string answer = ask(target);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 Forbidden\r\n")) << target;
    EXPECT_THAT(answer, Not(HasSubstr("t0ken"))) << target;
    EXPECT_THAT(answer, HasSubstr("it ends in a token")) << target;
  }
}

TEST_F(WebServer, RefusesOtherHostsWhateverTheyKnow) {
  EXPECT_THAT(send("GET /?token=t0ken HTTP/1.1\r\nHost: evil.example\r\n\r\n"), StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(send("GET /?token=t0ken HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(send("GET /?token=t0ken HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
              StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(send("GET /?token=t0ken HTTP/1.1\r\nHost: localhost:9\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebServer, IsForLookingOnly) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
    const std::string answer =
        send(std::string(method) + " / HTTP/1.1\r\nHost: localhost\r\n" + cookie() + "Content-Length: 5\r\n\r\nhello");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 ")) << method;
    EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD\r\n")) << method;
  }
}

TEST_F(WebServer, HeadIsAsGetWithoutTheBody) {
  const std::string get = ask("/live.css", cookie());
  const std::string head =
      send("HEAD /live.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + cookie() + "\r\n");
  EXPECT_EQ(head, get.substr(0, get.find("\r\n\r\n") + 4));
  EXPECT_THAT(send("HEAD /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + cookie() + "\r\n"),
              HasSubstr("Content-Type: text/event-stream; charset=utf-8\r\n"));
}

TEST_F(WebServer, KeepsAConnectionForTheNextRequest) {
  Client client(port_);
  EXPECT_THAT(client.get("/words.js", cookie()).answer(), HasSubstr("export const"));
  EXPECT_THAT(client.get("/nothing", cookie()).answer(), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(client.get("/").answer(), StartsWith("HTTP/1.1 403 "));
}

TEST_F(WebServer, TakesNoBodyForARequest) {
  const std::string inner = "GET /state.json HTTP/1.1\r\nHost: localhost\r\n" + cookie() + "\r\n";
  const std::string answers = send("GET /words.js HTTP/1.1\r\nHost: localhost\r\n" + cookie() +
                                   "Content-Length: " + std::to_string(inner.size()) + "\r\n\r\n" + inner);
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answers, Not(HasSubstr("\"collectors\"")));
}

TEST_F(WebServer, AnswersNonsenseAndGoesOn) {
  EXPECT_THAT(send("\x16\x03\x01 hello\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(send("GET / HTTP/9.9\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(send("GET /" + std::string(2 * kRequestMost, 'x') + " HTTP/1.1\r\n\r\n"),
              testing::AnyOf(StartsWith("HTTP/1.1 400 "), testing::IsEmpty()));
  Client(port_).send("GET / HT");  // and goes away
  EXPECT_THAT(ask("/?token=t0ken"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebServer, TellsTheStateToPrograms) {
  server_->on(event_of(Event::Kind::run_started, 0, "/data/demo"));
  progress(40);
  const std::string answer = ask("/state.json", cookie());
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  const auto state = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  EXPECT_EQ(state["collectors"][0]["samples"], 40);
}

TEST_F(WebServer, TellsMetricsInTheDialectOfWhoAsks) {
  progress(40);
  const std::string open = ask("/metrics?token=t0ken", "Accept: application/openmetrics-text;version=1.0.0\r\n");
  EXPECT_THAT(open, HasSubstr("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"));
  EXPECT_THAT(open, HasSubstr("\nstreamguard_samples_committed_total{collector=\"OSV\"} 40\n"));
  EXPECT_TRUE(open.ends_with("\n# EOF\n"));
  const std::string browser = ask("/metrics", cookie() + "Accept: text/html,*/*\r\n");
  EXPECT_THAT(browser, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
}

TEST_F(WebServer, SendsEachChangeAsAnEvent) {
  Client client = listener();
  const std::string head = client.until("\r\n\r\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream; charset=utf-8\r\n"));
  EXPECT_EQ(client.until("\n\n"), "retry: 1000\n\n");
  EXPECT_EQ(next(client)["collectors"][0]["samples"], 0);
  progress(40);
  EXPECT_EQ(next(client)["collectors"][0]["samples"], 40);
  say("one\n\nevent: end\ndata: forged");
  const auto state = next(client);
  EXPECT_EQ(state["log"]["first"], 0);
  EXPECT_THAT(state["log"]["lines"][0]["text"].get<std::string>(), StartsWith("one\\x0a"));
  say("two");
  const auto newer = next(client);
  EXPECT_EQ(newer["log"]["first"], 1);
  EXPECT_EQ(newer["log"]["lines"].size(), 1U);
}

TEST_F(WebServer, BeatsWhereNothingIsNew) {
  Client client = listener();
  EXPECT_THAT(client.until("event: beat\n"), HasSubstr(": nothing new\n"));
}

TEST_F(WebServer, SaysHowTheRunEnded) {
  Client client = listener();
  next(client);
  server_->on(event_of(Event::Kind::run_ended, 9, "all done"));
  server_.reset();
  const std::string rest = client.rest();
  EXPECT_TRUE(rest.ends_with("event: end\ndata: {\"ended\":true}\n\n")) << rest;
  EXPECT_THAT(rest, HasSubstr("\"summary\":\"all done\""));
}

TEST_F(WebServer, SaysThatTheRunBrokeOff) {
  Client client = listener();
  next(client);
  server_.reset();
  EXPECT_TRUE(client.rest().ends_with("event: end\ndata: {\"ended\":false}\n\n"));
}

TEST_F(WebServer, AStalledPageHoldsNobody) {
  Client stalled(port_, 4096);
  stalled.get("/events", cookie());
  Client idle(port_);
  Client half(port_);
  half.send("GET / HTTP/1.1\r\nHost:");
  Client healthy = listener();
  next(healthy);
  // More than the system keeps for one who does not read.
  const std::string line(view::kRecentBytes, 'x');
  for (std::uint64_t round = 1; round <= 40; ++round) {
    for (int i = 0; i < 300; ++i) say(line);
    progress(round);
    std::uint64_t seen = 0;
    while (seen < round) {
      const auto state = next(healthy);
      ASSERT_TRUE(state.is_object());
      seen = state["collectors"][0]["samples"].get<std::uint64_t>();
    }
  }
  server_->on(event_of(Event::Kind::run_ended, 9, "done"));
  const auto begin = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kFarewell + std::chrono::seconds(20));
  EXPECT_TRUE(healthy.rest().ends_with("event: end\ndata: {\"ended\":true}\n\n"));
}

TEST_F(WebServer, BoundsThePagesThatListen) {
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kStreamsMost; ++i) {
    clients.push_back(listener());
    next(clients.back());
  }
  const std::string answer = ask("/events", cookie());
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 5\r\n"));
  EXPECT_THAT(ask("/state.json", cookie()), StartsWith("HTTP/1.1 200 "));
  clients.pop_back();
  // The place is free once the server has noticed, when it next speaks to the one that left.
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::string head;
  for (std::uint64_t i = 1; std::chrono::steady_clock::now() < deadline; ++i) {
    progress(i);
    next(clients.front());
    Client client = listener();
    head = client.until("\r\n\r\n");
    if (head.starts_with("HTTP/1.1 200")) break;
  }
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebServer, BoundsItsConnections) {
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kConnectionsMost; ++i) {
    clients.emplace_back(port_);
    clients.back().get("/words.js", cookie()).answer();
  }
  EXPECT_EQ(Client(port_).get("/words.js", cookie()).rest(), "");
  clients.clear();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::string answer;
  while (answer.empty() && std::chrono::steady_clock::now() < deadline) answer = ask("/words.js", cookie());
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebServer, SaysWhereItCannotBeServed) {
  Server::Options options;
  options.address = server_->address();
  options.clock = &os::real_clock();
  const auto second = Server::start(options, view::plan_of({{"OSV", 100}}));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::config);
  const std::string taken = boost::system::error_code(boost::asio::error::address_in_use).message();
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(port_) + ": " + taken));
  EXPECT_THAT(second.error().message, HasSubstr("; another program may have it"));
}

}  // namespace
}  // namespace streamguard::web
