/// The way from a request to a transfer: checks, recording, mirror, cache, the upstream's line.
#include <algorithm>

#include "net/bounds.hpp"
#include "net/engine.hpp"
#include "net/file_upstream.hpp"
#include "net/http_text.hpp"
#include "net/sha256.hpp"

namespace streamguard::net {
namespace {

/// What makes two requests the same: where, how, with whose eyes, and what was sent.
std::string cache_key(const Request& request, const Lane& lane) {
  std::string key = request.method + " " + lane.upstream().url + request.path + "\n";
  key += "auth " + (lane.has_secret() ? lane.upstream().auth->secret : std::string("-")) + "\n";
  Headers headers;
  for (const auto& [name, value] : request.headers) headers.emplace_back(lower_case(name), value);
  std::sort(headers.begin(), headers.end());
  for (const auto& [name, value] : headers) key += name + ": " + value + "\n";
  if (!request.body.empty()) key += "body " + sha256_hex(request.body) + "\n";
  return key;
}

}  // namespace

void Engine::admit(Job& job) {
  if (auto fine = check(job); !fine) return reject(job, std::move(fine).error());
  if (replay_) {
    count(job, [](Traffic& traffic) { ++traffic.local; });
    auto shot = replay_->next(job.request);
    if (!shot) return reject(job, std::move(shot).error());
    return conclude(job, std::move(*shot));
  }
  place(job);
}

Status Engine::check(Job& job) {
  Request& request = job.request;
  if (held_[request.collector] > limits::kFetchesPerCollector) {
    return Error{Code::bug, "collector '" + request.collector + "' has more than " +
                                std::to_string(limits::kFetchesPerCollector) + " fetches at once"};
  }
  const auto collector = std::find_if(plan_.collectors.begin(), plan_.collectors.end(),
                                      [&](const Collector& one) { return one.name == request.collector; });
  const auto lane = lanes_.find(request.upstream);
  if (collector == plan_.collectors.end() || lane == lanes_.end() ||
      std::count(collector->upstreams.begin(), collector->upstreams.end(), request.upstream) == 0) {
    const std::string who =
        "collector '" + request.collector + "' asked for upstream '" + request.upstream + "', which ";
    if (lane == lanes_.end()) return Error{Code::config, who + "the manifest does not have: add it to upstreams"};
    return Error{Code::config, who + "it was not granted: add it to collectors." + request.collector + ".upstreams"};
  }
  job.lane = lane->second.get();
  const auto refused = [&](const std::string& why) { return Error{Code::bug, label(job) + ": " + why}; };
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    return Error{Code::bug, "the method must be GET, HEAD or POST"};
  }
  if (const auto fault = path_fault(request.path); !fault.empty()) {
    return Error{Code::bug, request.method + " " + request.upstream + ": " + fault};
  }
  const auto& auth = job.lane->upstream().auth;
  if (const auto fault = headers_fault(request.headers, auth ? auth->header : ""); !fault.empty())
    return refused(fault);
  if (request.body.size() > limits::kRequestBodyBytes) return refused("the request's body is over 1 MiB");
  if (request.method != "POST" && !request.body.empty()) return refused("only a POST may have a body");
  for (auto& [name, value] : request.headers) name = lower_case(name);
  if (request.max_bytes == 0 || request.max_bytes > limits::kFetchBodyBytes)
    request.max_bytes = limits::kFetchBodyBytes;
  job.url = job.lane->upstream().url + request.path;
  return {};
}

void Engine::place(Job& job) {
  if (job.lane->is_file()) return answer_from_mirror(job);
  const Request& request = job.request;
  // Collectors only ask, by POST too. A part of a file is never kept.
  const bool kept = cache_.enabled() && !request.no_store && header(request.headers, "range").empty() &&
                    (request.method == "GET" || request.method == "POST");
  job.key = kept ? cache_key(request, *job.lane) : "";
  if (kept) {
    if (const auto leader = leaders_.find(job.key); leader != leaders_.end()) {
      job.stage = Stage::following;
      jobs_.at(leader->second)->followers.push_back(job.id);
      return;
    }
    const bool suspect = suspects_.erase(job.key) > 0;
    if (suspect) job.stale.reset();
    if (!suspect && answer_from_cache(job)) return;
    leaders_.emplace(job.key, job.id);
  }
  job.stage = Stage::queued;
  job.lane->wait(request.collector, job.id);
}

bool Engine::answer_from_cache(Job& job) {
  job.stale.reset();
  auto entry = cache_.find(job.key);
  if (!entry) return false;
  if (job.request.immutable || cache_.validated(job.key) || cache_.fresh(*entry, clock_.wall())) {
    count(job, [](Traffic& traffic) { ++traffic.from_cache; });
    conclude(job, {entry->status, entry->headers, entry->body, {}});
    return true;
  }
  if (!entry->etag.empty() || !entry->last_modified.empty()) job.stale = std::move(*entry);
  return false;
}

void Engine::answer_from_mirror(Job& job) {
  if (job.request.method == "POST") {
    return reject(job, {Code::data, label(job) + ": a file:// upstream answers GET and HEAD only"});
  }
  count(job, [](Traffic& traffic) { ++traffic.local; });
  auto body = find_in_mirror(job.lane->root(), job.request.path);
  if (!body) {
    Error error = std::move(body).error().in(label(job));
    const int status = error.code == Code::unavailable ? 404 : 0;
    return conclude(job, {status, {}, nullptr, std::move(error)});
  }
  const bool whole = job.request.method == "GET" && (*body)->size() <= job.request.max_bytes;
  if (whole) count(job, [&](Traffic& traffic) { traffic.bytes += (*body)->size(); });
  conclude(job, {200, {{"content-length", std::to_string((*body)->size())}}, std::move(*body), {}});
}

SteadyTime Engine::start_waiting() {
  SteadyTime due = SteadyTime::max();
  const SteadyTime now = clock_.now();
  std::map<std::string, std::pair<const Lane*, SteadyTime>> held;
  for (auto& [name, lane] : lanes_) {
    for (;;) {
      Lane::Next next = lane->next(now);
      if (!next.log)
        tell_log("", "the limit of " + name + " is kept within this run only: " + next.log.error().message);
      if (next.id) {
        send(*jobs_.at(*next.id));
        continue;
      }
      due = std::min(due, next.due);
      if (!next.by_limit) break;
      for (const auto& [collector, ids] : lane->waiting()) held.try_emplace(collector, lane.get(), next.due);
      break;
    }
  }
  note_waits(now, held);
  return due;
}

void Engine::note_waits(SteadyTime now, const std::map<std::string, std::pair<const Lane*, SteadyTime>>& held) {
  for (auto at = limited_since_.begin(); at != limited_since_.end();) {
    const std::lock_guard lock(mutex_);
    traffic_[at->first].waited_seconds += std::chrono::duration<double>(now - at->second).count();
    at->second = now;
    at = held.count(at->first) > 0 ? std::next(at) : limited_since_.erase(at);
  }
  std::set<std::string> names;
  for (const auto& [collector, wait] : held) names.insert(wait.first->upstream().name);
  for (auto at = held_since_.begin(); at != held_since_.end();) {
    const std::lock_guard lock(mutex_);
    by_upstream_[at->first].waited_seconds += std::chrono::duration<double>(now - at->second).count();
    at->second = now;
    at = names.count(at->first) > 0 ? std::next(at) : held_since_.erase(at);
  }
  for (const std::string& name : names) held_since_.try_emplace(name, now);
  for (const auto& [collector, wait] : held) {
    const auto& [lane, until] = wait;
    limited_since_.try_emplace(collector, now);
    // Told once for each wait, however many requests share it.
    SteadyTime& told = announced_.try_emplace({collector, lane}, SteadyTime::min()).first->second;
    if (told > now && until <= told) continue;
    told = until;
    tell_waiting(collector, "limit of " + lane->upstream().name, until);
  }
}

void Engine::send(Job& job) {
  if (!courier_) courier_ = Courier::start();
  job.stage = Stage::sending;
  ++job.attempt;
  job.part = cache_.new_part();
  Errand errand{job.request.method,      job.url,  job.request.body,     job.request.headers,
                job.lane->credentials(), job.part, job.request.max_bytes};
  if (job.stale && !job.stale->etag.empty()) errand.headers.emplace_back("if-none-match", job.stale->etag);
  if (job.stale && !job.stale->last_modified.empty())
    errand.headers.emplace_back("if-modified-since", job.stale->last_modified);
  count(job, [&](Traffic& traffic) {
    ++traffic.requests;
    if (job.attempt > 1) ++traffic.retries;
  });
  courier_->send(job.id, std::move(errand));
}

void Engine::cancel_job(Job& job) {
  if (job.stage == Stage::sending) {
    courier_->cancel(job.id);
    job.lane->budget().finish();
  }
  if (job.stage == Stage::queued) job.lane->leave(job.request.collector, job.id);
  if (job.stage == Stage::resting) resting_.erase({job.due, job.id});
  if (job.stage == Stage::following) std::erase(jobs_.at(leaders_.at(job.key))->followers, job.id);
  const auto followers = std::exchange(job.followers, {});
  finish(job, Error{Code::cancelled, "the fetch was cancelled"});
  // The first of those who waited for the same answer asks for it now.
  for (const Id id : followers) place(*jobs_.at(id));
}

}  // namespace streamguard::net
