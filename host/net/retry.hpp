/// retry.hpp: what an answer means and whether to ask again. A pure table of (how the transfer ended × status) gives
/// the verdict; decide() adds attempts, waits and bounds. All requests that collectors make are queries, POST included
/// (GraphQL, OSV's querybatch), so every method may be repeated after any transient failure.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "core/plan.hpp"
#include "core/result.hpp"

namespace streamguard::net {

/// How a transfer ended, whatever library did it.
enum class Wire {
  done,         ///< an answer came, whole
  resolve,      ///< the host's name could not be resolved
  connect,      ///< no connection, also when it took too long
  tls,          ///< the handshake broke
  certificate,  ///< the server's certificate is not to be trusted
  slow,         ///< fewer than kSlowBytesPerSecond for kSlowSeconds
  reset,        ///< the connection broke
  truncated,    ///< fewer bytes than announced, or a compressed body without its end
  garbled,      ///< not HTTP, or a compressed body that is damaged
  too_large,    ///< more than max_bytes, or a decompression bomb, or headers without end
  disk,         ///< our own disk refused the body
  refused,      ///< the library would not even try: url or protocol
};

/// What to do where a server's certificate is refused, to be said after the reason.
inline constexpr const char* kCertificateCure =
    "check the name in the url; where an authority of your own vouches for it, set SSL_CERT_FILE to the file with its "
    "certificate (git repositories on Windows: certutil -addstore Root FILE)";

const char* name_of(Wire wire) noexcept;

enum class Verdict { accept, redirect, transient, limited, config, unavailable, data, io };

/// What is known of one answer.
struct Answer {
  Wire wire = Wire::done;
  int status = 0;
  bool limit_marks = false;                ///< a 403 (or a POST's 200) that says "rate limit" in headers or body
  bool credentials_refused = false;        ///< a 404 whose message header names the key (NVD)
  std::optional<milliseconds> asked_wait;  ///< Retry-After, else the time to x-ratelimit-reset when none remain
};

Verdict judge(const Answer& answer) noexcept;

/// Whole multiples of randomness from a seed: the same on every platform.
class Jitter {
 public:
  explicit Jitter(std::uint64_t seed) : random_(seed) {}
  /// Uniform in [most / 2, most].
  milliseconds spread(milliseconds most);

 private:
  std::mt19937_64 random_;
};

struct Decision {
  Verdict verdict = Verdict::accept;
  bool again = false;  ///< ask once more, after `wait`
  milliseconds wait{0};
  bool pause = false;     ///< the whole upstream waits, not just this fetch
  Code code = Code::bug;  ///< of the Error when neither accepted nor asked again
};

/// `attempt` counts from 1; `waited` is what this fetch has waited between attempts so far; `limit` is the upstream's.
Decision decide(const Answer& answer, int attempt, milliseconds waited, const std::optional<RateLimit>& limit,
                Jitter& jitter);

}  // namespace streamguard::net
