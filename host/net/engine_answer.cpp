/// The way from a transfer to a sink: what the answer means, whether to ask again, and how each fetch ends.
#include <algorithm>
#include <array>

#include "net/bounds.hpp"
#include "net/engine.hpp"
#include "net/http_text.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// GraphQL says in a 200 what it could not do, also behind its data. As a key the word stands bare: inside of a text
/// its quotes would be escaped. A body too large to look through counts as one that holds it.
bool holds_errors(const std::filesystem::path& body) {
  const auto text = os::read_file(body, limits::kCachedQueryBytes);
  return !text || contains(text.value(), "\"errors\"");
}

/// Of the connection or of the encoding that was undone; cookies are nobody's business.
constexpr std::array<std::string_view, 16> kDropped{"connection",        "keep-alive",
                                                    "transfer-encoding", "te",
                                                    "trailer",           "upgrade",
                                                    "content-encoding",  "content-length",
                                                    "set-cookie",        "set-cookie2",
                                                    "alt-svc",           "strict-transport-security",
                                                    "proxy-connection",  "proxy-authenticate",
                                                    "authorization",     "cookie"};

}  // namespace

void Engine::on_landing(Landing& landing) {
  Job& job = *jobs_.at(landing.id);
  job.lane->budget().finish();
  count(job, [&](Traffic& traffic) { traffic.bytes += landing.received; });
  const Answer answer = read_marks(job, landing);
  const Decision decision = decide(answer, job.attempt, job.waited, job.lane->budget().limit(), jitter_);
  if (decision.verdict == Verdict::accept && header(landing.headers, "x-ratelimit-remaining") == "0" &&
      answer.asked_wait) {
    job.lane->budget().pause_until(clock_.now() + std::min(*answer.asked_wait, limits::kAskedWaitMost));
  }
  if (decision.verdict == Verdict::redirect) return follow(job, landing);
  if (decision.verdict == Verdict::accept) return accept(job, landing);
  std::error_code ignored;
  std::filesystem::remove(job.part, ignored);
  if (decision.again) return ask_again(job, landing, decision);
  refuse(job, landing, decision);
}

Answer Engine::read_marks(const Job& job, const Landing& landing) const {
  Answer answer{landing.wire, landing.status, false, false, asked_wait(landing.headers, clock_.wall())};
  const std::string_view remaining = trimmed(header(landing.headers, "x-ratelimit-remaining"));
  const std::string text = lower_case(landing.opening);
  const bool says_so = contains(text, "rate limit") || contains(text, "rate_limit");
  if (landing.status == 403) {
    // An upstream with a published limit that counts for us nowhere in its headers answers so when it is exceeded
    // (NVD).
    answer.limit_marks = answer.asked_wait.has_value() || remaining == "0" || says_so ||
                         (remaining.empty() && job.lane->budget().limited());
  } else if (landing.status == 200 && job.request.method == "POST") {
    // GraphQL refuses inside a 200; the texts of its data must not count, so the headers have to agree.
    answer.limit_marks = answer.asked_wait.has_value() && says_so && contains(text, "\"errors\"");
  } else if (landing.status == 404 && job.lane->has_secret()) {
    const std::string message = lower_case(header(landing.headers, "message"));
    answer.credentials_refused = contains(message, lower_case(job.lane->upstream().auth->header));
  }
  return answer;
}

void Engine::ask_again(Job& job, const Landing& landing, const Decision& decision) {
  job.waited += decision.wait;
  const SteadyTime until = clock_.now() + decision.wait;
  if (decision.pause) {
    job.lane->budget().pause_until(until);
    job.stage = Stage::queued;
    job.lane->wait_first(job.request.collector, job.id);
    return;  // start_waiting() tells of the wait
  }
  job.stage = Stage::resting;
  job.due = until;
  resting_.emplace(until, job.id);
  const std::string why = landing.wire == Wire::done ? "status " + std::to_string(landing.status) : landing.detail;
  tell_waiting(job.request.collector, scrubbed("retry of " + job.lane->upstream().name + ": " + why), until);
}

void Engine::follow(Job& job, const Landing& landing) {
  const auto refused = [&](std::string why) {
    conclude_all(job,
                 {landing.status, cleaned(landing.headers, ""), nullptr,
                  Error{Code::config, scrubbed(label(job) + ": " + std::move(why))}},
                 false);
  };
  const std::string location(header(landing.headers, "location"));
  const std::string target = location.empty() ? "" : resolve_redirect(job.url, location);
  const auto origin = origin_of(target);
  if (!origin) return refused("a redirect to nothing that can be asked for");
  if (++job.hops > limits::kRedirects) return refused("more than " + std::to_string(limits::kRedirects) + " redirects");
  if (job.request.method == "POST" && landing.status < 307)
    return refused("a redirect that would turn a POST into a GET");
  Lane* next = job.lane->owns(*origin) ? job.lane : nullptr;
  const auto collector = std::find_if(plan_.collectors.begin(), plan_.collectors.end(),
                                      [&](const Collector& one) { return one.name == job.request.collector; });
  for (const std::string& name : collector->upstreams) {
    const auto lane = lanes_.find(name);
    if (next == nullptr && lane != lanes_.end() && lane->second->owns(*origin)) next = lane->second.get();
  }
  if (next == nullptr) {
    return refused("redirected to " + origin->scheme + "://" + origin->host + ":" + origin->port +
                   ", which is no upstream of this collector: add one with that url to upstreams and to collectors." +
                   job.request.collector + ".upstreams");
  }
  if (job.url.starts_with("https:") && origin->scheme == "http") return refused("redirected from https to http");
  // From here the other upstream's budget and credentials count, never this one's.
  job.lane = next;
  job.url = target;
  job.attempt = 0;
  job.stage = Stage::queued;
  next->wait_first(job.request.collector, job.id);
}

void Engine::accept(Job& job, Landing& landing) {
  auto shot = shot_of(job, landing);
  if (!shot) return conclude_all(job, {landing.status, {}, nullptr, std::move(shot).error()}, false);
  conclude_all(job, *shot, false);
}

Result<Shot> Engine::shot_of(Job& job, Landing& landing) {
  if (landing.status == 304) {
    if (!job.stale) return Error{Code::data, label(job) + ": status 304, which nobody asked for"};
    cache_.confirm(job.key, clock_.wall());
    count(job, [](Traffic& traffic) { ++traffic.from_cache; });
    return Shot{job.stale->status, job.stale->headers, job.stale->body, {}};
  }
  if (job.request.method == "HEAD") {
    return Shot{
        landing.status, cleaned(landing.headers, std::string(header(landing.headers, "content-length"))), nullptr, {}};
  }
  CacheEntry entry{landing.status,
                   cleaned(landing.headers, std::to_string(landing.bytes)),
                   scrubbed(std::string(header(landing.headers, "etag"))),
                   scrubbed(std::string(header(landing.headers, "last-modified"))),
                   landing.crc,
                   clock_.wall(),
                   nullptr};
  const bool refusal_inside = job.request.method == "POST" && !job.key.empty() && holds_errors(job.part);
  const bool may_keep = !job.key.empty() && landing.status == 200 && !refusal_inside &&
                        landing.bytes <= plan_.cache.max_size &&
                        !contains(lower_case(header(landing.headers, "cache-control")), "no-store");
  if (may_keep) {
    auto kept = cache_.keep(job.key, entry, job.part, landing.bytes);
    if (kept) {
      cache_.mark_validated(job.key);
      return Shot{kept->status, kept->headers, kept->body, {}};
    }
    tell_log(job.request.collector, kept.error().message);  // the answer itself is whole
  }
  return Shot{landing.status, entry.headers, std::make_shared<const Body>(job.part, landing.bytes, true), {}};
}

void Engine::refuse(Job& job, const Landing& landing, const Decision& decision) {
  std::string text = label(job) + ": ";
  text += landing.wire == Wire::done ? "status " + std::to_string(landing.status) : landing.detail;
  const std::string_view message = header(landing.headers, "message");
  if (!message.empty()) text += " (" + std::string(message.substr(0, 200)) + ")";
  if (landing.wire == Wire::too_large)
    text += "; at most " + std::to_string(job.request.max_bytes) + " bytes were allowed";
  if (decision.verdict == Verdict::config && landing.wire == Wire::done) {
    const auto& auth = job.lane->upstream().auth;
    if (job.lane->has_secret()) {
      text += ": the secret '" + auth->secret + "' was refused: check its value and what it may do";
    } else if (auth) {
      text += ": it asks for credentials: give the secret '" + auth->secret + "' a value";
    } else {
      text += ": it asks for credentials: add auth to upstreams." + job.lane->upstream().name;
    }
  }
  if (job.attempt > 1) text += ", after " + std::to_string(job.attempt) + " attempts";
  Error error{decision.code, scrubbed(std::move(text)), 0};
  if (decision.code == Code::rate_limited) error.retry_after_ms = static_cast<std::uint64_t>(decision.wait.count());
  const bool whole = landing.wire == Wire::done;
  // A limit on bytes is this request's own: those who asked for the same with a higher one ask again.
  conclude_all(
      job, {whole ? landing.status : 0, whole ? cleaned(landing.headers, "") : Headers{}, nullptr, std::move(error)},
      landing.wire == Wire::too_large);
}

void Engine::conclude_all(Job& job, const Shot& shot, bool followers_again) {
  const auto followers = std::exchange(job.followers, {});
  if (!job.key.empty()) leaders_.erase(job.key);
  conclude(job, shot);
  for (const Id id : followers) {
    Job& follower = *jobs_.at(id);
    if (followers_again) {
      place(follower);
      continue;
    }
    if (shot.outcome) count(follower, [](Traffic& traffic) { ++traffic.from_cache; });
    conclude(follower, shot);
  }
}

void Engine::conclude(Job& job, Shot shot) {
  if (shot.outcome && shot.body && job.request.method != "HEAD" && shot.body->size() > job.request.max_bytes) {
    shot.outcome = Error{Code::data, label(job) + ": " + std::to_string(shot.body->size()) + " bytes, and at most " +
                                         std::to_string(job.request.max_bytes) + " were allowed"};
    shot.body.reset();
    shot.status = 0;
  }
  if (job.request.method == "HEAD") shot.body.reset();
  if (recording_) {
    if (auto kept = recording_->keep(job.request, shot); !kept) return reject(job, std::move(kept).error());
  }
  if (!shot.outcome) {
    if (shot.status != 0) job.sink->head(shot.status, shot.headers);
    return finish(job, std::move(shot.outcome));
  }
  if (!job.key.empty()) {
    std::deque<std::string>& last = served_[job.request.collector];
    last.push_back(job.key);
    if (last.size() > limits::kSuspectsMost) last.pop_front();
  }
  job.stage = Stage::delivering;
  job.delivery =
      std::make_unique<Delivery>(job.sink, std::move(shot), job.request.to_file, job.request.method == "HEAD");
  delivering_.push_back(job.id);
}

void Engine::reject(Job& job, Error error) { finish(job, std::move(error)); }

void Engine::finish(Job& job, Status outcome) {
  std::error_code ignored;
  if (job.stage == Stage::sending && !outcome) std::filesystem::remove(job.part, ignored);
  if (const auto leader = leaders_.find(job.key); leader != leaders_.end() && leader->second == job.id)
    leaders_.erase(leader);
  const auto held = held_.find(job.request.collector);
  if (--held->second == 0) held_.erase(held);
  const auto node = jobs_.extract(job.id);  // gone before the sink hears of it, so that nothing follows the end
  node.mapped()->sink->end(std::move(outcome));
}

Headers Engine::cleaned(const Headers& headers, const std::string& length) const {
  Headers out;
  for (const auto& [name, value] : headers) {
    if (std::find(kDropped.begin(), kDropped.end(), name) == kDropped.end()) out.emplace_back(name, scrubbed(value));
  }
  if (!length.empty()) out.emplace_back("content-length", length);
  return out;
}

std::string Engine::scrubbed(std::string text) const {
  for (const auto& [name, secret] : plan_.secrets) {
    const std::string_view value = secret.reveal();
    if (value.empty()) continue;
    for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at))
      text.replace(at, value.size(), "***");
  }
  return text;
}

}  // namespace streamguard::net
