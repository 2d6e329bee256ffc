/// commits.hpp: listens to a store's commits and keeps each collector's timeline. The store calls on_commit() from its
/// threads, one call at a time, until its last part is closed; so what it calls is shared and outlives the supervisor.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <vector>

#include "os/clock.hpp"
#include "store/store.hpp"
#include "supervisor/timeline.hpp"

namespace streamguard::supervisor {

class Commits {
 public:
  Commits(const os::Clock& clock, os::SteadyTime started, std::size_t collectors)
      : clock_(clock), started_(started), timelines_(collectors), totals_(collectors) {}

  /// A part of a collector, before anything of it is committed by this run.
  void watch(const store::Part& part, std::size_t collector) {
    const std::lock_guard lock(mutex_);
    Watched& watched = parts_[part.path()];
    watched.collector = collector;
    note(watched, part.committed().records);
  }
  /// All parts are watched: what is committed already stands at the beginning of the lines.
  void begin() {
    const std::lock_guard lock(mutex_);
    begun_ = true;
    for (std::size_t c = 0; c < timelines_.size(); ++c) timelines_[c].add(0, totals_[c]);
  }
  void on_commit(const store::Part& part) {
    const std::lock_guard lock(mutex_);
    const auto at = parts_.find(part.path());
    if (at == parts_.end()) return;
    note(at->second, part.committed().records);
    if (!begun_) return;
    const double seconds = std::chrono::duration<double>(clock_.now() - started_).count();
    timelines_[at->second.collector].add(seconds, totals_[at->second.collector]);
  }
  std::vector<TimelinePoint> progress_of(std::size_t collector) const {
    const std::lock_guard lock(mutex_);
    return timelines_[collector].points();
  }

 private:
  struct Watched {
    std::size_t collector = 0;
    std::uint64_t records = 0;
  };
  void note(Watched& watched, std::uint64_t records) {
    if (records <= watched.records) return;
    totals_[watched.collector] += records - watched.records;
    watched.records = records;
  }

  const os::Clock& clock_;
  const os::SteadyTime started_;
  mutable std::mutex mutex_;
  bool begun_ = false;
  std::map<std::filesystem::path, Watched> parts_;
  std::vector<Timeline> timelines_;
  std::vector<std::uint64_t> totals_;
};

}  // namespace streamguard::supervisor
