/// server.hpp: `--web`: a run, live, for browsers on this machine. Read-only: it takes GET and HEAD and changes
/// nothing. One thread of its own does all its work without ever waiting for a client, so that neither a browser that
/// stalls nor a hundred of them hold up the run: on() only notes the event. The destructor tells each open page how the
/// run ended and waits for them at most kFarewell.
///
///     auto server = Server::start(options, plan);   // Code::config where the address cannot be had
///     out << (*server)->url();                      // holds the token: for the screen, never for a file
///     (*server)->on(event);
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/clock.hpp"
#include "web/address.hpp"
#include "web/gate.hpp"

namespace streamguard::web {

inline constexpr std::chrono::milliseconds kTick{250};             ///< between two states that a page is told
inline constexpr std::chrono::milliseconds kBeat{2000};            ///< the longest that a page is told nothing
inline constexpr std::chrono::milliseconds kFarewell{1000};        ///< for pages that read slowly, at the end
inline constexpr std::chrono::milliseconds kReadPatience{15000};   ///< for a request, and between two of a connection
inline constexpr std::chrono::milliseconds kWritePatience{10000};  ///< for a client that does not read
inline constexpr std::size_t kConnectionsMost = 64;
inline constexpr std::size_t kStreamsMost = 16;      ///< of these, those that listen for events
inline constexpr std::uint32_t kRequestMost = 8192;  ///< bytes of a request's head

class Server final : public View {
 public:
  struct Options {
    Address address;
    std::string version;  ///< of the program
    bool debug = false;   ///< also debug lines of plugins
    const os::Clock* clock = nullptr;
    Token token = Token::random();
  };
  static Result<std::unique_ptr<Server>> start(const Options& options, const Plan& plan);
  ~Server() override;
  void on(const Event& event) override;
  /// Where it is served.
  Address address() const;
  /// "http://127.0.0.1:8080/?token=…"
  std::string url() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace streamguard::web
