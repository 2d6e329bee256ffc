#include "net/budget.hpp"

#include <algorithm>
#include <cassert>

#include "net/bounds.hpp"

namespace streamguard::net {

std::optional<RateLimit> effective_limit(const Upstream& upstream, bool has_secret) {
  if (has_secret && upstream.auth && upstream.auth->limit) return upstream.auth->limit;
  return upstream.limit;
}

milliseconds window_margin(milliseconds per) {
  return std::clamp(per / 100, limits::kWindowMarginLeast, limits::kWindowMarginMost);
}

Budget::Budget(std::optional<RateLimit> limit, std::uint32_t concurrency) : limit_(limit), concurrency_(concurrency) {
  assert(concurrency_ > 0);
  assert(!limit_ || (limit_->requests > 0 && limit_->per.count() > 0));
  if (limit_) window_ = limit_->per + window_margin(limit_->per);
}

SteadyTime Budget::ready_at(SteadyTime now) const {
  SteadyTime at = std::max(now, paused_until_);
  if (!limit_ || starts_.size() < limit_->requests) return at;
  // The new start and the N-1 newest ones may share a window; the one before them must have left it.
  return std::max(at, starts_[starts_.size() - limit_->requests] + window_);
}

std::uint32_t Budget::in_window(SteadyTime now) const {
  return static_cast<std::uint32_t>(starts_.end() - std::upper_bound(starts_.begin(), starts_.end(), now - window_));
}

bool Budget::try_start(SteadyTime now) {
  forget(now);
  if (full() || ready_at(now) > now) return false;
  if (limit_) note_start(now);
  ++in_flight_;
  return true;
}

void Budget::finish() {
  assert(in_flight_ > 0);
  --in_flight_;
}

void Budget::note_start(SteadyTime at) {
  if (!limit_) return;
  starts_.insert(std::upper_bound(starts_.begin(), starts_.end(), at), at);
}

void Budget::pause_until(SteadyTime at) { paused_until_ = std::max(paused_until_, at); }

void Budget::forget(SteadyTime now) {
  while (!starts_.empty() && starts_.front() + window_ <= now) starts_.pop_front();
}

}  // namespace streamguard::net
