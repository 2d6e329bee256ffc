#include "stats.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace streamguard::upstreams {

void Stats::begin(const std::string& upstream, const std::string& what) {
  const std::lock_guard lock(mutex_);
  Count& count = counts_[upstream];
  ++count.requests;
  ++count.what[what];
  count.most_running = std::max(count.most_running, ++count.running);
}

void Stats::decide(const std::string& upstream, const Count& more) {
  const std::lock_guard lock(mutex_);
  Count& count = counts_[upstream];
  count.not_modified += more.not_modified;
  count.limited += more.limited;
  count.faults += more.faults;
  count.errors += more.errors;
  count.points += more.points;
}

void Stats::end(const std::string& upstream, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  Count& count = counts_[upstream];
  count.bytes += bytes;
  --count.running;
}

std::map<std::string, Count> Stats::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

Count Stats::of(const std::string& upstream) const {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(upstream);
  return found != counts_.end() ? found->second : Count();
}

/// What runs goes on running.
void Stats::reset() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, count] : counts_) {
    const std::uint64_t running = count.running;
    count = Count();
    count.running = count.most_running = running;
  }
}

std::string Stats::json() const {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& [name, count] : counts()) {
    out[name] = {{"requests", count.requests},         {"bytes", count.bytes},   {"not_modified", count.not_modified},
                 {"limited", count.limited},           {"faults", count.faults}, {"errors", count.errors},
                 {"most_running", count.most_running}, {"what", count.what}};
    if (count.points != 0) out[name]["points"] = count.points;
  }
  return out.dump(2) + "\n";
}

}  // namespace streamguard::upstreams
