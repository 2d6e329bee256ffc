/// limits.hpp: every bound of the host, by name. Nothing in StreamGuard waits, queues or grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace streamguard::limits {

using std::chrono::milliseconds;

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;
inline constexpr std::size_t GiB = 1024 * MiB;

// Records and tokens (the plugin contract).
inline constexpr std::size_t kRecordBytes = 4 * MiB;
inline constexpr std::size_t kTokenBytes = 16 * KiB;
inline constexpr std::size_t kUnitBytes = 1 * KiB;
inline constexpr std::size_t kLogLineBytes = 8 * KiB;
inline constexpr std::size_t kPluginManifestBytes = 1 * MiB;
inline constexpr std::size_t kConfigBytes = 1 * MiB;

// Frames between host and worker.
inline constexpr std::size_t kFramePayloadBytes = 8 * MiB;  ///< a longer frame ends the worker
inline constexpr std::size_t kBatchBytes = 256 * KiB;       ///< a worker sends its records once so many are together
inline constexpr std::size_t kBatchRecords = 16384;
inline constexpr milliseconds kBatchDelay{5};              ///< ... or once the oldest has waited so long
inline constexpr std::size_t kEmitCreditBytes = 16 * MiB;  ///< records a worker may have on their way
inline constexpr std::size_t kFetchWindowBytes = 1 * MiB;  ///< body bytes on their way to a worker, for each fetch
inline constexpr std::size_t kFetchesPerWorker = 64;
inline constexpr std::size_t kFetchBodyBytes = 4 * GiB;  ///< unless the request says less
inline constexpr std::size_t kOutboxBytes = 128 * MiB;   ///< frames waiting for a worker that does not read

// Git requests of a collector. An answer names at most all objects and refs of its request: with these it fits a frame.
inline constexpr std::size_t kGitUrlBytes = 2 * KiB;
inline constexpr std::size_t kGitObjects = 100'000;
inline constexpr std::size_t kGitObjectsBytes = 4 * MiB;
inline constexpr std::size_t kGitRefs = 10'000;  ///< of the objects
inline constexpr std::size_t kGitRefBytes = 255;
inline constexpr std::size_t kPlansPerWorker = 1'000;

// Commit.
inline constexpr milliseconds kCommitInterval{20};
inline constexpr std::size_t kCommitBytes = 32 * MiB;
inline constexpr std::size_t kUncommittedBytes = 1 * GiB;  ///< emitted without a checkpoint: flood
inline constexpr std::size_t kRejectedBytes =
    64 * MiB;  ///< of one part's rejected records; later ones are counted only

// Time.
inline constexpr milliseconds kStartDeadline{30'000};  ///< spawn to READY
inline constexpr milliseconds kCancelGrace{10'000};    ///< cancel to kill
inline constexpr milliseconds kExitGrace{5'000};       ///< DONE to exit
inline constexpr milliseconds kBackoffFirst{500};
inline constexpr milliseconds kBackoffMost{60'000};
inline constexpr int kQuarantineAfter = 3;  ///< crashes in the same unit without a commit between

// Log lines of plugins.
inline constexpr std::size_t kLogLinesPerSecond = 200;  ///< for each worker; the rest is counted

}  // namespace streamguard::limits
