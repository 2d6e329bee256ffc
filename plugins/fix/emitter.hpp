/// emitter.hpp: from an advisory and the commits that may fix it to samples: a function pair for each function changed,
/// file pairs where no function holds the change, or the advisory alone.
///
/// For each batch of its input a collector calls fetch() with all targets of the batch (they are grouped by repository,
/// so that several hundred fixes cost a few requests), then emit() for each advisory in order, then Host::checkpoint().
/// Run thread only.
///
/// Within a part no pair is written twice: what has the same content (exact, or normalised: white space and comments
/// aside) as an earlier pair is left out; an advisory all of whose pairs are there already becomes a sample of kind
/// `advisory` that names them in extra.same_as. restore() reads the committed records, so that a resumed run decides as
/// an undisturbed one would.
#pragma once

#include <streamguard/cpp/plugin.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fix/target.hpp"
#include "record/record.hpp"

namespace streamguard::fix {

/// Why we believe that a commit is a fix.
enum class Basis {
  advisory,  ///< an advisory links it: gold where one function changed or the advisory names the function, else silver
  message,   ///< its own message says so: bronze
};

struct Advisory {
  /// All but kind, code, fix, label and code_license, which are filled in for each sample. Its texts, borrowed, live
  /// until emit() returned. extra_json, if any, is an object that goes into every sample.
  record::Sample base;
  std::vector<Target> fixes;    ///< in order of preference; duplicates are dropped
  std::string_view names_text;  ///< in which a whole word equal to a function's name counts as naming it
  Basis basis = Basis::advisory;
  /// For Basis::message: without pairs nothing is emitted, for a commit message is no advisory.
};

/// Samples of one commit for Basis::message. A message speaks of one flaw; a commit that changes more functions does
/// other things too, and nobody says which of them are the fix.
inline constexpr std::size_t kMostByMessage = 20;

class Emitter {
 public:
  explicit Emitter(Host host);
  ~Emitter();

  /// Reads what this shard committed before; call once, before the first emit(), when CollectorArgs::committed is not
  /// 0.
  void restore();

  /// Brings the commits and blobs of these targets here. What cannot be had is remembered with its reason; throws
  /// Stopped, and Error with SG_E_TRANSIENT or SG_E_RATE_LIMITED where trying later may help.
  void fetch(std::span<const Target> targets);

  /// Emits at least one sample (none for Basis::message without pairs). Returns how many.
  std::uint64_t emit(const Advisory& advisory);

  /// What happened, by word: "pairs", "advisories", "same", "merge", "tests", "docs", "vendored", "generated",
  /// "binary", "gitlink", "too_long", "language", "missing_commit", "no_repository", "not_served", "broken" …
  const std::map<std::string, std::uint64_t>& counts() const;
  std::string counts_line() const;  ///< for the log

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace streamguard::fix
