/// timeline.hpp: how many samples of a collector were committed when, in a bounded number of points. Once they are
/// full, every second one goes and new ones are kept at twice the distance, so that a run of a week has as good a curve
/// as one of a minute. The first point and the last are always there. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamguard::supervisor {

constexpr std::size_t kTimelinePoints = 256;

struct TimelinePoint {
  double seconds = 0;  ///< since the run's start
  std::uint64_t samples = 0;
};

class Timeline {
 public:
  /// Neither number may be lower than at the call before. A call that brings no sample changes nothing.
  void add(double seconds, std::uint64_t samples);
  std::vector<TimelinePoint> points() const;

 private:
  void thin();

  std::vector<TimelinePoint> points_;  ///< at least spacing_ apart; at most kTimelinePoints - 1
  TimelinePoint last_;                 ///< may be nearer
  double spacing_ = 0;
};

}  // namespace streamguard::supervisor
