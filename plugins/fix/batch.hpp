/// batch.hpp: brings the commits and blobs of many targets here with few requests: for each repository one for the
/// commits and their trees, one for exactly the blobs that pairs need. Run thread only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>

#include "fix/survey.hpp"
#include "fix/target.hpp"

namespace streamguard::fix {

/// What became of a target.
struct Fetched {
  std::string_view why_not;              ///< empty when `survey` is ready; else a word as in Survey::why_not
  std::string repository_path;           ///< of the local repository; empty where there is none
  std::string commit;                    ///< the full id, also of a ref; empty where it is not known
  std::shared_ptr<const Survey> survey;  ///< null where the commit could not be had
};

class Batch {
 public:
  explicit Batch(Host host) : host_(host) {}

  /// Forgets what was fetched before.
  void clear() { fetched_.clear(); }

  /// Adds these targets. Throws Stopped, and Error with SG_E_TRANSIENT or SG_E_RATE_LIMITED.
  void fetch(std::span<const Target> targets);

  /// Null for what was not fetched since clear().
  const Fetched* find(const Target& target) const;

 private:
  void fetch_repository(const std::string& repository, const std::vector<const Target*>& targets);
  void survey_commits(const std::string& repository, const std::string& path,
                      const std::vector<const Target*>& targets);
  void fetch_blobs(const std::string& repository, const std::vector<const Target*>& targets);

  Host host_;
  std::uint64_t unreachable_ = 0;  ///< repositories
  std::map<Target, Fetched> fetched_;
};

}  // namespace streamguard::fix
