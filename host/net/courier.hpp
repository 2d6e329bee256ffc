/// courier.hpp: the transfers themselves, by libcurl's multi interface. One errand is one request and one answer: no
/// retries, no redirects, no cache. The body lands in a file, decoded and counted. libcurl is initialised by the first
/// Courier, so that a run without HTTP never pays for it. Everything on one thread, but wake() from any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "net/broker.hpp"
#include "net/retry.hpp"

namespace streamguard::net {

/// The credentials of one request; the secret is revealed only while the request is being built.
struct Credentials {
  std::string header, scheme;
  const Secret* secret = nullptr;  ///< nullptr: none
};

struct Errand {
  std::string method, url, body;
  Headers headers;
  Credentials credentials;
  std::filesystem::path part;   ///< where the body of an answer below 300 goes
  std::uint64_t max_bytes = 0;  ///< of the decoded body
};

struct Landing {
  std::uint64_t id = 0;
  Wire wire = Wire::done;
  std::string detail;  ///< of a failure: one line
  int status = 0;
  Headers headers;             ///< as they came, names in lower case
  std::uint64_t bytes = 0;     ///< decoded, in the part file
  std::uint64_t received = 0;  ///< body bytes on the wire
  std::uint32_t crc = 0;
  std::string opening;  ///< the first kErrorBodyBytes of a body that is a refusal or answers a POST
};

class Courier {
 public:
  virtual ~Courier() = default;
  static std::unique_ptr<Courier> start();

  virtual void send(std::uint64_t id, Errand errand) = 0;
  virtual void cancel(std::uint64_t id) = 0;
  virtual bool idle() const = 0;
  /// Moves transfers on and gives those that ended.
  virtual std::vector<Landing> work() = 0;
  /// Until something can be done, wake() was called, or the time is over.
  virtual void wait(milliseconds most) = 0;
  virtual void wake() = 0;
};

/// An absolute url from a Location header and the url that answered with it; empty when it is not a url.
std::string resolve_redirect(const std::string& base, const std::string& location);

}  // namespace streamguard::net
