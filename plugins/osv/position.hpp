/// position.hpp: how far the walk has come, as the token of a checkpoint. Values, any thread.
///
/// For each ecosystem that was begun: which archive it was (ZipArchive::identity), how many of its entries are dealt
/// with, a fingerprint of the set of its ids, and the ids whose document was broken there. An entry is dealt with once
/// it was emitted, filtered out, left to another shard, or found broken.
///
/// A resumed walk goes through the ecosystems in the same order. One that was completed is passed when the ids of its
/// `modified_id.csv` still have the same fingerprint (a fetch some forty times smaller than the archive); where they
/// have not, or there is no such file, its archive is fetched and compared. An archive that is the same goes on after
/// the last entry dealt with. One that changed is walked from its beginning: records have the same sample_id as before,
/// and the host drops what it holds already, so nothing is lost and nothing is there twice. Whether a record belongs to
/// an earlier ecosystem depends on names in directories alone, never on what this process happened to read, so a
/// resumed walk emits what an uninterrupted one would have.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::osv {

/// A set's fingerprint: the sum of its ids' hashes, so that order does not matter, beside their count.
struct Fingerprint {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;

  void add(std::string_view id);
  bool operator==(const Fingerprint&) const = default;
};

inline constexpr std::size_t kMostBroken =
    64;  ///< broken ids kept in all: a token has 16 KiB. Further ones count as seen
inline constexpr std::size_t kLongestId = 100;  ///< of a broken id that is kept

struct EcosystemPosition {
  std::string archive;  ///< empty: not begun
  std::uint64_t next = 0;
  Fingerprint ids;
  std::vector<std::string> broken;

  bool complete() const { return !archive.empty() && next == ids.count; }
};

/// One for each ecosystem of the configuration, in its order.
using Position = std::vector<EcosystemPosition>;

std::string to_token(const Position& position);

/// An empty token gives a position of `ecosystems` that are not begun. Throws Error(SG_E_BUG) for a token that is not
/// ours or counts other ecosystems.
Position from_token(std::string_view token, std::size_t ecosystems);

}  // namespace streamguard::osv
