/// place.hpp: how far a collector has come, as the token of a checkpoint. Values, any thread.
///
/// Of the api: the moment of the newest advisory when the run began (from which the windows follow), the window that is
/// being read, and the place in it: the moment that the request began at, the server's cursor behind the last page,
/// and, in case the cursor is not understood any more, the moment of the last advisory with the ids of all that share
/// it. Of a file: its digest and how many of its documents are dealt with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::github {

/// Ids that share one moment, at most: a token has 16 KiB. Where there are more (30 were the most in 2024), the host's
/// own table of samples still drops those that come twice.
inline constexpr std::size_t kMostBorder = 400;
inline constexpr std::size_t kLongestCursor = 2048;

struct Place {
  std::string source;      ///< name_of(Config::source)
  std::uint64_t done = 0;  ///< advisories gone past
  // api
  std::string newest;
  std::uint64_t total = 0;   ///< advisories that the server counted then
  std::uint64_t window = 0;  ///< index
  std::string base, cursor, last;
  std::vector<std::string> border;
  // nodes, database
  std::string digest;
  std::uint64_t next = 0;

  std::string token() const;
  /// An empty token is a first start. Throws Error(SG_E_BUG) for one that we did not write, or wrote for another
  /// source.
  static Place parse(std::string_view token, std::string_view source);
};

}  // namespace streamguard::github
