/// bounds.hpp: the broker's own bounds, beside core/limits.hpp (which has those that others share).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/limits.hpp"

namespace streamguard::limits {

// A request as a collector may make it.
inline constexpr std::size_t kPathBytes = 8 * KiB;
inline constexpr std::size_t kRequestHeaderBytes = 16 * KiB;
inline constexpr std::size_t kRequestHeaders = 64;
inline constexpr std::size_t kRequestBodyBytes = 1 * MiB;
inline constexpr std::size_t kFetchesPerCollector = 4096;  ///< not yet ended, over all shards of a collector

// An answer.
inline constexpr std::size_t kResponseHeaderBytes = 64 * KiB;
inline constexpr std::uint64_t kInflateFree = 64 * MiB;   ///< an encoded body may grow to this whatever its ratio
inline constexpr std::uint64_t kInflateRatio = 200;       ///< ... and past it by no more than this
inline constexpr std::size_t kErrorBodyBytes = 64 * KiB;  ///< of a refusal, read for its rate limit marks
inline constexpr std::size_t kDeliveryBytes = 256 * KiB;  ///< one piece of a body
inline constexpr int kRedirects = 5;

// Time.
inline constexpr milliseconds kConnectTimeout{20'000};
inline constexpr long kSlowBytesPerSecond = 64;  ///< slower than this ...
inline constexpr long kSlowSeconds = 90;         ///< ... for so long is a dead transfer
inline constexpr milliseconds kWindowMarginLeast{50};
inline constexpr milliseconds kWindowMarginMost{1'000};
inline constexpr milliseconds kLimitedFirst{60'000};  ///< told to slow down without being told for how long
inline constexpr milliseconds kLimitedMost{900'000};
inline constexpr milliseconds kAskedWaitMost{
    3'900'000};  ///< a longer Retry-After ends the fetch: an hour and its margin
inline constexpr milliseconds kRetryWaitMost{7'200'000};  ///< all waits of one fetch, its budget's not counted
inline constexpr milliseconds kAnnounceWait{1'000};       ///< shorter waits make no event
inline constexpr milliseconds kStartLogRetry{20};         ///< another host holds the window's lock for a moment
inline constexpr int kTransientAttempts = 7;
inline constexpr int kLimitedAttempts = 12;
inline constexpr std::size_t kSuspectsMost =
    16;  ///< last answers of a collector that a failure of its own throws doubt on
inline constexpr int kGitEmptyAttempts =
    3;  ///< git takes an answer that is not its protocol for a repository without branches
inline constexpr milliseconds kGitEmptyPause{500};
inline constexpr std::size_t kGitPackedRefsBytes = 256 * KiB * KiB;
inline constexpr int kGitForbiddenAttempts = 4;  ///< git does not say whether its 403 is a limit or for good

// Git.
inline constexpr std::size_t kGitThreads = 16;    ///< repositories brought here at once, over all upstreams
inline constexpr std::size_t kGitQueue = 4096;    ///< requests not yet answered
inline constexpr std::size_t kGitWants = 10'000;  ///< objects asked for by one command: its request stays below 1 MiB
inline constexpr std::size_t kGitPathBytes = 512;
inline constexpr std::size_t kGitNotesBytes = 4 * MiB;   ///< of what is noted of a repository's server ...
inline constexpr std::size_t kGitNotedNames = 20'000;    ///< ... and names in it that the server lacks
inline constexpr std::size_t kGitWordsBytes = 64 * KiB;  ///< of what a command says that is read
inline constexpr std::size_t kGitListBytes = 64 * MiB;   ///< of a list that a local command prints
inline constexpr std::uint64_t kGitFetchBytes =
    16 * GiB;  ///< a repository that one command makes larger by more is given up
inline constexpr std::uint64_t kGitFreeLeast = 1 * GiB;  ///< of the cache's disk: below it nothing is fetched
inline constexpr milliseconds kGitCommandMost{4 * 3'600'000};
inline constexpr milliseconds kGitLocalMost{600'000};  ///< of a command that asks no server
inline constexpr long kGitSlowBytesPerSecond = 1;      ///< a server that packs is silent but for its keep-alives ...
inline constexpr long kGitSlowSeconds = 300;           ///< ... and this long without any is dead
inline constexpr milliseconds kGitLook{500};           ///< between two looks at a command's size and time
inline constexpr milliseconds kGitLockRetry{100};      ///< another host works on the same repository
inline constexpr milliseconds kGitLockMost{2 * 3'600'000};

// The cache folder.
inline constexpr std::size_t kCacheMetaBytes = 256 * KiB;
inline constexpr std::size_t kCachedQueryBytes = 64 * MiB;  ///< of a POST's answer that is kept
inline constexpr std::chrono::hours kStaleParts{24};        ///< an abandoned part or body this old is removed
inline constexpr std::uint32_t kEvictToPercent = 90;

}  // namespace streamguard::limits
