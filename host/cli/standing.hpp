/// standing.hpp: where the run of an output folder stands, as numbers: for `status`, for people and programs alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/kept.hpp"

namespace streamguard::cli {

struct CollectorStanding {
  std::string name, plugin, version;
  std::string status;  ///< a word of reports/FACTS.md
  std::string phase;   ///< the same, or while it runs what it does: waiting, paused, stopping
  std::uint64_t committed = 0, target = 0, bytes = 0, rejected = 0, duplicates = 0, restarts = 0, quarantined = 0;
  std::size_t files = 0, files_done = 0;
  std::optional<double> rate;  ///< samples a second, over the last minute that was told; only while it runs
  std::optional<double> eta_seconds;
  std::string waiting_for;  ///< while it does
  std::optional<os::WallTime> until;
  std::string error;
};

struct Standing {
  enum class State { running, finished, unfinished, interrupted, empty };
  State state = State::empty;
  std::optional<std::uint64_t> process;  ///< that runs here, where its number is known
  std::string holder;                    ///< the same in words
  std::optional<os::WallTime> started, ended;
  double seconds = 0;
  std::vector<CollectorStanding> collectors;
  std::uint64_t committed = 0, bytes = 0, target = 0;
  std::vector<std::string> left;  ///< collectors that a resume would go on with
};

const char* name_of(Standing::State state) noexcept;

Standing standing_of(const Kept& kept, os::WallTime now);

std::string standing_json(const Kept& kept, const Standing& standing);

}  // namespace streamguard::cli
