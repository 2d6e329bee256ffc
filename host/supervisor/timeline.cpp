#include "supervisor/timeline.hpp"

#include <algorithm>

namespace streamguard::supervisor {

void Timeline::add(double seconds, std::uint64_t samples) {
  if (!points_.empty() && samples == last_.samples) return;
  last_ = {seconds, samples};
  if (!points_.empty() && seconds <= points_.back().seconds) return;
  if (!points_.empty() && seconds < points_.back().seconds + spacing_) return;
  points_.push_back(last_);
  if (points_.size() >= kTimelinePoints) thin();
}

void Timeline::thin() {
  const double length = points_.back().seconds - points_.front().seconds;
  spacing_ = std::max(2 * spacing_, 2 * length / static_cast<double>(kTimelinePoints));
  std::vector<TimelinePoint> kept;
  for (const TimelinePoint& point : points_) {
    if (kept.empty() || point.seconds >= kept.back().seconds + spacing_) kept.push_back(point);
  }
  points_ = std::move(kept);
}

std::vector<TimelinePoint> Timeline::points() const {
  std::vector<TimelinePoint> out = points_;
  if (!out.empty() && last_.samples > out.back().samples) out.push_back(last_);
  return out;
}

}  // namespace streamguard::supervisor
