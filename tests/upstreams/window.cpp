#include "window.hpp"

namespace streamguard::upstreams {

void RollingWindow::forget(Time now) {
  while (!taken_.empty() && taken_.front().at + per_ <= now) {
    used_ -= taken_.front().units;
    taken_.pop_front();
  }
}

bool RollingWindow::take(Time now, std::uint64_t units) {
  forget(now);
  if (used_ + units > most_) return false;
  taken_.push_back({now, units});
  used_ += units;
  return true;
}

std::uint64_t RollingWindow::used(Time now) {
  forget(now);
  return used_;
}

Span RollingWindow::until_free(Time now) {
  forget(now);
  return taken_.empty() ? Span::zero() : taken_.front().at + per_ - now;
}

void FixedWindow::turn(Time now) {
  if (begin_ != Time{} && now < begin_ + per_) return;
  begin_ = now;
  used_ = 0;
}

bool FixedWindow::take(Time now, std::uint64_t units) {
  turn(now);
  if (used_ + units > most_) return false;
  used_ += units;
  return true;
}

std::uint64_t FixedWindow::used(Time now) {
  turn(now);
  return used_;
}

Time FixedWindow::reset_at(Time now) {
  turn(now);
  return begin_ + per_;
}

}  // namespace streamguard::upstreams
