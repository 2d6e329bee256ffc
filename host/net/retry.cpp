#include "net/retry.hpp"

#include <algorithm>
#include <array>

#include "net/bounds.hpp"

namespace streamguard::net {
namespace {

struct Row {
  int from, to;
  Verdict verdict;
};

/// Statuses of whole answers; the first row that holds the status decides.
constexpr std::array<Row, 15> kStatuses{{
    {200, 299, Verdict::accept},
    {304, 304, Verdict::accept},
    {301, 303, Verdict::redirect},
    {307, 308, Verdict::redirect},
    {401, 401, Verdict::config},
    {407, 407, Verdict::config},
    {404, 404, Verdict::unavailable},
    {410, 410, Verdict::unavailable},
    {408, 408, Verdict::transient},
    {425, 425, Verdict::transient},
    {429, 429, Verdict::limited},
    {501, 501, Verdict::data},
    {505, 505, Verdict::data},
    {500, 599, Verdict::transient},
    {0, 999, Verdict::data},
}};

Verdict of_wire(Wire wire) noexcept {
  switch (wire) {
    case Wire::resolve:
    case Wire::connect:
    case Wire::tls:
    case Wire::slow:
    case Wire::reset:
    case Wire::truncated:
    case Wire::garbled:
      return Verdict::transient;
    case Wire::certificate:
    case Wire::refused:
      return Verdict::config;
    case Wire::disk:
      return Verdict::io;
    case Wire::too_large:
    case Wire::done:
      break;
  }
  return Verdict::data;
}

Code code_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::transient:
      return Code::transient;
    case Verdict::limited:
      return Code::rate_limited;
    case Verdict::config:
      return Code::config;
    case Verdict::unavailable:
      return Code::unavailable;
    case Verdict::io:
      return Code::io;
    case Verdict::accept:
    case Verdict::redirect:
    case Verdict::data:
      break;
  }
  return Code::data;
}

milliseconds doubled(milliseconds first, int attempt, milliseconds most) {
  milliseconds wait = first;
  for (int i = 1; i < attempt && wait < most; ++i) wait *= 2;
  return std::min(wait, most);
}

/// Without being told for how long: one whole window where it is published and short, else a minute; doubling.
milliseconds unasked_limit_wait(int attempt, const std::optional<RateLimit>& limit) {
  const milliseconds first = limit ? std::min(limit->per, limits::kLimitedFirst) : limits::kLimitedFirst;
  return doubled(first, attempt, limits::kLimitedMost);
}

}  // namespace

const char* name_of(Wire wire) noexcept {
  switch (wire) {
    case Wire::done:
      return "done";
    case Wire::resolve:
      return "the host's name could not be resolved";
    case Wire::connect:
      return "no connection";
    case Wire::tls:
      return "the TLS handshake failed";
    case Wire::certificate:
      return "the server's certificate is not trusted";
    case Wire::slow:
      return "the transfer stood still";
    case Wire::reset:
      return "the connection broke";
    case Wire::truncated:
      return "the body ended early";
    case Wire::garbled:
      return "the answer is damaged";
    case Wire::too_large:
      return "the answer is too large";
    case Wire::disk:
      return "the body could not be written to the cache folder";
    case Wire::refused:
      return "the url is not usable";
  }
  return "?";
}

Verdict judge(const Answer& answer) noexcept {
  if (answer.wire != Wire::done) return of_wire(answer.wire);
  if (answer.credentials_refused) return Verdict::config;
  if (answer.limit_marks && (answer.status == 403 || answer.status == 200)) return Verdict::limited;
  for (const Row& row : kStatuses) {
    if (answer.status >= row.from && answer.status <= row.to) return row.verdict;
  }
  return Verdict::data;
}

milliseconds Jitter::spread(milliseconds most) {
  const auto half = static_cast<std::uint64_t>(most.count() / 2);
  if (half == 0) return most;
  return milliseconds(most.count() - static_cast<milliseconds::rep>(random_() % (half + 1)));
}

Decision decide(const Answer& answer, int attempt, milliseconds waited, const std::optional<RateLimit>& limit,
                Jitter& jitter) {
  Decision decision;
  decision.verdict = judge(answer);
  decision.code = code_of(decision.verdict);
  int attempts = 1;
  if (decision.verdict == Verdict::transient) {
    attempts = limits::kTransientAttempts;
    decision.wait = jitter.spread(doubled(limits::kBackoffFirst, attempt, limits::kBackoffMost));
    // A 503 with Retry-After knows better than we do; never sooner than the backoff, so that 0 does no harm.
    if (answer.asked_wait) decision.wait = std::max(decision.wait, *answer.asked_wait);
  } else if (decision.verdict == Verdict::limited) {
    attempts = limits::kLimitedAttempts;
    decision.pause = true;
    const bool asked = answer.asked_wait && answer.asked_wait->count() > 0;
    decision.wait = asked ? std::max(*answer.asked_wait, doubled(limits::kBackoffFirst, attempt, limits::kBackoffMost))
                          : unasked_limit_wait(attempt, limit);
  } else {
    return decision;
  }
  decision.again =
      attempt < attempts && decision.wait <= limits::kAskedWaitMost && waited + decision.wait <= limits::kRetryWaitMost;
  return decision;
}

}  // namespace streamguard::net
