/// samples.hpp: from the entries of a page or feed to samples: in order, without those that are not wanted, with the
/// code of their fixes. Run thread only.
///
/// Entries go in batches: the fixes of a batch are brought together, its samples emitted, and a checkpoint made. Units:
/// "fixes of <first id> to <last id>" while a batch's commits are brought, then each CVE's id.
#pragma once

#include <cstdint>
#include <span>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "cve/cve_reader.hpp"
#include "cve/page.hpp"
#include "cve/position.hpp"
#include "cve/settings.hpp"
#include "fix/emitter.hpp"

namespace streamguard::cve {

inline constexpr std::uint64_t kBatch = 500;  ///< CVEs between two checkpoints

class Samples {
 public:
  struct Wishes {
    std::uint64_t left = 0;  ///< samples until the target; 0 = no limit
    bool committed = false;  ///< whether an earlier start committed samples
    bool code = true;        ///< whether there is anywhere to get code from
    std::unordered_set<std::string> skips;
  };
  Samples(Host host, const Settings& settings, Wishes wishes);

  /// Goes through `entries`, beginning behind position.after, which it moves along and checkpoints.
  void take(const Page& page, std::span<const Entry> entries, Position& position);

  std::string summary() const;

 private:
  struct Tally {
    std::uint64_t cves = 0, samples = 0, rejected = 0, disputed = 0, unwanted = 0, broken = 0, twice = 0, skipped = 0,
                  with_fix = 0, differing_scores = 0;
  };

  void note_faults(const Page& page);
  std::vector<const Entry*> in_order(std::span<const Entry> entries, const Position& position);
  bool read(const Entry& entry, bool count);
  void bring_fixes(std::span<const Entry* const> batch);
  void emit(const Entry& entry);

  Host host_;
  const Settings& settings_;
  Wishes wishes_;
  CveReader reader_;
  fix::Emitter emitter_;
  std::unordered_set<std::string> seen_;
  Tally tally_;
};

}  // namespace streamguard::cve
