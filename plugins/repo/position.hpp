/// position.hpp: how far the mining has come, as the token of a checkpoint. Values, any thread.
///
/// For each repository of the shard: not begun, complete, gone (it could not be had), or under way. Under way means:
/// the tips of its branches when it was first seen, how many of its candidates are dealt with, and which was the last.
/// A resumed run walks from those tips, not from where the branches stand by then, so it sees the same commits in the
/// same order, whatever was pushed since. Where the tips are too many for a token, or are gone from the repository
/// (a branch was rewritten), it goes on behind the last candidate in the order of time and id: nothing is lost that is
/// still there, and what the host holds already it drops by its sample_id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "repo/object_id.hpp"

namespace streamguard::repo {

enum class Stage : std::uint8_t { unseen, under_way, complete, gone };

struct RepositoryPosition {
  Stage stage = Stage::unseen;
  std::uint64_t done = 0;      ///< candidates dealt with
  std::int64_t last_time = 0;  ///< of the last of them
  std::uint64_t last_id = 0;   ///< ObjectId::leading() of it
  std::vector<ObjectId> tips;  ///< empty where they were too many

  friend bool operator==(const RepositoryPosition&, const RepositoryPosition&) = default;
};

struct Position {
  std::size_t turn = 0;  ///< index of the repository whose turn is next
  std::vector<RepositoryPosition> repositories;

  friend bool operator==(const Position&, const Position&) = default;
};

inline constexpr std::size_t kMostRepositories = 200;  ///< of one shard: a token has 16 KiB

/// How many tips of each of so many repositories fit into a token.
std::size_t most_tips(std::size_t repositories) noexcept;

std::string to_token(const Position& position);

/// An empty token gives a position of so many repositories that are not begun. Throws Error(SG_E_BUG) for a token that
/// is not ours or counts others.
Position from_token(std::string_view token, std::size_t repositories);

}  // namespace streamguard::repo
