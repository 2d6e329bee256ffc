/// broker.hpp: the only way to the network. Workers ask by upstream name and path; the broker checks the grant, waits
/// for the upstream's budget, adds credentials, retries by cause, keeps the cache and streams the body back.
///
/// One thread of its own does all transfers (libcurl multi) and calls the sinks; fetch(), acknowledge(), cancel() may
/// be called from any thread, also from inside a sink (but a sink must not destroy the broker). Bodies are delivered at
/// most limits::kFetchWindowBytes ahead of what was acknowledged, and only once they are whole. Every fetch ends in
/// exactly one Sink::end(), also when the broker is destroyed. README.md has the rules.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/traffic.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

using Headers = std::vector<std::pair<std::string, std::string>>;  ///< names in lower case

struct Request {
  std::string collector;  ///< who asks: for grants, statistics and events
  std::string upstream;
  std::string method = "GET";  ///< GET, HEAD or POST
  std::string path;            ///< begins with '/', percent-encoded, may hold a query
  Headers headers;             ///< never Authorization, Cookie, Host or the upstream's auth header
  std::string body;
  std::uint64_t max_bytes = 0;    ///< 0 = limits::kFetchBodyBytes
  bool immutable = false;         ///< the content under this name never changes
  bool no_store = false;          ///< not to be kept in the cache
  std::filesystem::path to_file;  ///< when set, the body is placed there, read-only, and file() is called
};

/// Receives one answer, on the broker's thread; must not block.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void head(int status, const Headers& headers) = 0;
  virtual void body(std::string_view bytes) = 0;
  virtual void file(const std::filesystem::path& path, std::uint64_t bytes) = 0;
  /// Once, last. Ok for a status below 400; Code::unavailable for 404 and 410; Code::config for what was not granted
  /// and 401; Code::rate_limited (with retry_after_ms), Code::transient, Code::data, Code::cancelled.
  virtual void end(Status outcome) = 0;
};

struct Options {
  const os::Clock* clock = nullptr;
  std::filesystem::path record;  ///< keep every exchange here
  std::filesystem::path replay;  ///< answer from here only; no network
  std::uint64_t seed = 42;       ///< for the jitter of retries
  /// Called on the broker's thread instead of waiting when only time can help, with the time of what is due next. For
  /// tests whose clock is moved by hand: move it there and return.
  std::function<void(os::SteadyTime)> on_idle;
};

class GitStore;

class Broker {
 public:
  using Id = std::uint64_t;
  virtual ~Broker() = default;

  /// Code::config for a bad url or limit, a secret that cannot be a header or would travel unencrypted, an unusable
  /// cache folder or recording. An upstream whose secret is absent is asked without: the manifest refuses what must be
  /// there.
  static Result<std::unique_ptr<Broker>> start(const Plan& plan, const Options& options);

  virtual Id fetch(Request request, std::shared_ptr<Sink> sink) = 0;
  virtual void acknowledge(Id id, std::uint64_t bytes) = 0;
  virtual void cancel(Id id) = 0;
  /// The collector could make nothing of what it got: the last answers it was given are not taken from the cache again,
  /// but asked for anew, whole. Holds for the fetches after this call.
  virtual void distrust(const std::string& /*collector*/) {}
  virtual Traffic traffic(const std::string& collector) const = 0;  ///< its git requests included
  /// How each upstream is used now, repositories included, sorted by name.
  virtual std::vector<UpstreamUse> upstreams() const { return {}; }
  /// While paused no request starts; those on their way go on. Any thread.
  virtual void pause(bool /*on*/) {}
  /// Repositories, for sg.git/1; nullptr where there are none. Lives as long as the broker.
  virtual GitStore* git() { return nullptr; }
  /// Told when a collector begins to wait for a limit: Event::Kind::waiting with text and until.
  virtual void on_event(std::function<void(Event)> call) = 0;
};

}  // namespace streamguard::net
