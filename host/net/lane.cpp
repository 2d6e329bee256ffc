#include "net/lane.hpp"

#include <algorithm>

#include "net/bounds.hpp"
#include "net/file_upstream.hpp"
#include "net/sha256.hpp"

namespace streamguard::net {
namespace {

std::string place_of(const Upstream& upstream) { return "upstreams." + upstream.name; }

Status check_limit(const std::optional<RateLimit>& limit, const std::string& place) {
  if (!limit || (limit->requests > 0 && limit->per.count() > 0)) return {};
  return Error{Code::config, place + ".limit: requests and per must be above 0; leave the limit out for none"};
}

Status check_auth(const Upstream& upstream, const Secret* secret, const Origin& origin) {
  if (!upstream.auth) return {};
  const std::string place = place_of(upstream) + ".auth";
  if (!is_token(upstream.auth->header)) return Error{Code::config, place + ".header is not the name of an HTTP header"};
  if (secret == nullptr) return {};
  const auto printable = [](std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  };
  if (!printable(secret->reveal()) || !printable(upstream.auth->scheme)) {
    return Error{Code::config, "the value of the secret '" + upstream.auth->secret +
                                   "' holds a control character (a line break at its end?): set it again without"};
  }
  if (origin.scheme == "http" && !is_loopback(origin.host)) {
    return Error{Code::config, place + ": the secret '" + upstream.auth->secret + "' would travel unencrypted to " +
                                   origin.host + ": use https in its url, or remove auth"};
  }
  return {};
}

}  // namespace

Lane::Lane(const Upstream& upstream, const Secret* secret, std::optional<Origin> origin)
    : upstream_(upstream),
      secret_(secret),
      origin_(std::move(origin)),
      budget_(effective_limit(upstream, secret != nullptr), upstream.concurrency) {}

Result<std::unique_ptr<Lane>> Lane::make(const Upstream& upstream, const Secret* secret,
                                         const std::filesystem::path& cache, const os::Clock& clock) {
  const std::string place = place_of(upstream);
  if (upstream.concurrency == 0) return Error{Code::config, place + ".concurrency must be at least 1"};
  if (auto fine = check_limit(upstream.limit, place); !fine) return std::move(fine).error();
  if (upstream.auth) {
    if (auto fine = check_limit(upstream.auth->limit, place + ".auth"); !fine) return std::move(fine).error();
  }
  if (upstream.url.starts_with("file:")) {
    auto root = mirror_root(upstream.url);
    if (!root) return std::move(root).error().in(place + ".url");
    std::unique_ptr<Lane> lane(new Lane(upstream, nullptr, std::nullopt));
    lane->root_ = std::move(*root);
    return lane;
  }
  const auto origin = origin_of(upstream.url);
  if (!origin || upstream.url.find_first_of("?# \t\r\n") != std::string::npos || upstream.url.ends_with('/')) {
    return Error{Code::config, place + ".url: '" + upstream.url +
                                   "' is not of the form https://host[:port][/path], http://… or file:///folder"};
  }
  if (auto fine = check_auth(upstream, secret, *origin); !fine) return std::move(fine).error();
  std::unique_ptr<Lane> lane(new Lane(upstream, secret, origin));
  if (lane->budget_.limited()) {
    // Named by what the limit is for: this url, asked with this secret or anonymously.
    const std::string who = secret != nullptr ? upstream.auth->secret : "";
    lane->log_ =
        std::make_unique<StartLog>(cache / "limits" / (sha256_hex(upstream.url + "\n" + who) + ".starts"), clock);
  }
  return lane;
}

Credentials Lane::credentials() const {
  if (secret_ == nullptr || !upstream_.auth) return {};
  return {upstream_.auth->header, upstream_.auth->scheme, secret_};
}

bool Lane::owns(const Origin& origin) const {
  if (!origin_) return false;
  if (*origin_ == origin) return true;
  return origin_->scheme == "http" && origin_->port == "80" && origin.scheme == "https" && origin.port == "443" &&
         origin_->host == origin.host;
}

void Lane::wait(const std::string& collector, std::uint64_t id) {
  auto& line = waiting_[collector];
  if (line.empty()) turns_.push_back(collector);
  line.push_back(id);
}

void Lane::wait_first(const std::string& collector, std::uint64_t id) {
  auto& line = waiting_[collector];
  if (line.empty()) turns_.push_back(collector);
  line.push_front(id);
}

void Lane::leave(const std::string& collector, std::uint64_t id) {
  const auto at = waiting_.find(collector);
  if (at == waiting_.end()) return;
  std::erase(at->second, id);
  if (!at->second.empty()) return;
  waiting_.erase(at);
  std::erase(turns_, collector);
}

std::uint64_t Lane::take_turn() {
  const std::string collector = turns_.front();
  turns_.pop_front();
  auto& line = waiting_[collector];
  const std::uint64_t id = line.front();
  line.pop_front();
  if (line.empty()) {
    waiting_.erase(collector);
  } else {
    turns_.push_back(collector);
  }
  return id;
}

UpstreamUse Lane::use(SteadyTime now, os::WallTime wall, const Traffic& traffic) const {
  UpstreamUse out;
  out.name = upstream_.name;
  take(out, traffic);
  out.in_flight = budget_.in_flight();
  out.concurrency = upstream_.concurrency;
  for (const auto& [collector, ids] : waiting_) out.waiting += ids.size();
  if (budget_.limited()) {
    out.limit = budget_.limit()->requests;
    out.window = budget_.limit()->per;
    out.in_window = budget_.in_window(now);
  }
  const SteadyTime free = budget_.ready_at(now);
  if (free > now) out.free_at = wall + std::chrono::duration_cast<os::WallTime::duration>(free - now);
  return out;
}

Lane::Next Lane::next(SteadyTime now) {
  Next next;
  if (waiting_.empty() || budget_.full()) return next;
  auto claim = StartLog::Claim::not_yet;
  if (log_) {
    auto agreed = log_->claim(budget_);
    if (agreed) {
      claim = *agreed;
    } else {
      next.log = std::move(agreed).error();
      log_.reset();
    }
  }
  if (!log_) claim = budget_.try_start(now) ? StartLog::Claim::started : StartLog::Claim::not_yet;
  if (claim == StartLog::Claim::started) {
    next.id = take_turn();
  } else if (claim == StartLog::Claim::busy) {
    next.due = now + limits::kStartLogRetry;
  } else {
    next.due = budget_.ready_at(now);
    next.by_limit = true;
  }
  return next;
}

}  // namespace streamguard::net
