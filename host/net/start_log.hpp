/// start_log.hpp: the starts of one upstream's requests, kept in the cache folder so that neither a restarted host nor
/// several hosts together exceed the published limit. A file of 8-byte numbers, little-endian: first the generation,
/// then one start each, in milliseconds since 1970. Whoever starts a request holds the lock, takes in what others
/// wrote, and appends its own start before the request leaves. A torn last number is cut off; a start from the future
/// counts as now; when the file cannot be written, the limit still holds within this host and the Error says so once.
/// One thread.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/result.hpp"
#include "net/budget.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

class StartLog {
 public:
  StartLog(std::filesystem::path file, const os::Clock& clock) : file_(std::move(file)), clock_(clock) {}

  enum class Claim { started, not_yet, busy };
  /// try_start() of the budget, agreed with all other hosts. busy: the lock is held; try again in kStartLogRetry.
  Result<Claim> claim(Budget& budget);

 private:
  Status take_in(Budget& budget);
  Status write_down(const Budget& budget);

  std::filesystem::path file_;
  const os::Clock& clock_;
  std::uint64_t generation_ = 0;
  std::uint64_t read_to_ = 0;  ///< bytes of this generation that the budget knows
};

}  // namespace streamguard::net
