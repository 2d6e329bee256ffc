/// bounds.hpp: how much a manifest, a .env file or a plugin folder may ask of us. They are read before anything else is
/// known about them, so each is refused early and by count, never by time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/limits.hpp"

namespace streamguard::manifest::bounds {

inline constexpr std::size_t kFileBytes = 256 * limits::KiB;      ///< of one manifest
inline constexpr std::size_t kNodes = 20'000;                     ///< of one manifest, aliases written out
inline constexpr std::size_t kTextBytes = 1 * limits::MiB;        ///< of all its scalars and keys, aliases written out
inline constexpr std::size_t kScalarBytes = 16 * limits::KiB;     ///< of one scalar, before and after ${…}
inline constexpr std::size_t kConfigTextBytes = 4 * limits::KiB;  ///< of one text in a plugin's config
inline constexpr std::size_t kDepth = 32;                         ///< of maps and lists in one another
inline constexpr std::size_t kExtendsDepth = 8;
inline constexpr std::size_t kExtendsFiles = 32;  ///< read for one run, all together
inline constexpr std::size_t kDotEnvBytes = 64 * limits::KiB;
inline constexpr std::size_t kCredentialBytes = 16 * limits::KiB;  ///< of one secret's file
inline constexpr std::size_t kFaults = 200;                        ///< told; the rest is counted
inline constexpr std::size_t kShownBytes = 60;                     ///< of a text that a message repeats
inline constexpr std::size_t kHiddenBytes = 4;  ///< a shorter secret cannot be told from ordinary words
inline constexpr std::size_t kPlugins = 256;    ///< sidecars read in one folder
inline constexpr std::size_t kSidecarDepth = 64;
inline constexpr std::size_t kSchemaNodes = 20'000;            ///< of a config_schema, its references written out
inline constexpr std::size_t kPatternBytes = 1 * limits::KiB;  ///< of a regular expression in it

inline constexpr std::uint64_t kShards = 256;
inline constexpr std::uint64_t kTarget = 1'000'000'000'000;
inline constexpr std::uint64_t kConcurrency = 256;
inline constexpr std::size_t kServes = 64;  ///< urls that one upstream stands for
inline constexpr std::uint64_t kRequests = 1'000'000;
inline constexpr std::uint64_t kRestarts = 1000;
inline constexpr std::uint64_t kDayMs = 86'400'000;
inline constexpr std::uint64_t kCpuMs = 30 * kDayMs;  ///< processor time of one worker
/// NVD asks its users to come no more often than every two hours (its developers' page "Start Here", best practices).
inline constexpr std::chrono::milliseconds kFresh{2 * 3'600'000};
inline constexpr std::uint64_t kFreshMostMs = 30 * kDayMs;
inline constexpr std::uint64_t kMemoryLeast = 32 * limits::MiB, kMemoryMost = 1024 * limits::GiB;
inline constexpr std::uint64_t kDiskLeast = 1 * limits::MiB, kDiskMost = 1024 * 1024 * limits::GiB;
inline constexpr std::uint64_t kQuickTest = 100;  ///< samples of a collector under --quick-test

}  // namespace streamguard::manifest::bounds
