/// cache.hpp: answers kept between runs, shared by all collectors and by hosts at the same time. One thread.
///
/// <dir>/http/ab/<sha256 of the key>.json says what is known of an answer and names its body file beside it. An answer
/// is committed by renaming the body into place and then the json over the old one: readers see the old or the new. An
/// entry whose key, size or CRC-32C does not fit is as if it were not there. The least recently used entries go first
/// when the folder outgrows its bound; those in use by this process stay, and a body that another host has open is
/// readable to its end. <dir>/tmp/ holds bodies under way; abandoned ones are removed after kStaleParts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/body.hpp"
#include "net/broker.hpp"
#include "os/clock.hpp"

namespace streamguard::net {

struct CacheEntry {
  int status = 0;
  Headers headers;
  std::string etag, last_modified;
  std::uint32_t crc = 0;
  os::WallTime checked{};  ///< when the upstream gave it, or last said that it still holds
  std::shared_ptr<const Body> body;
};

class AnswerCache {
 public:
  /// Nothing is touched before prepare().
  explicit AnswerCache(Cache options) : options_(std::move(options)) {}

  /// Makes the folders. Code::config naming cache.dir where that fails.
  Status prepare();
  /// A file name of its own in tmp/.
  std::filesystem::path new_part() const;
  bool enabled() const noexcept { return options_.enabled; }

  /// The entry of exactly this key, whole and intact; touches it for the order of eviction.
  std::optional<CacheEntry> find(const std::string& key);
  /// Moves `part` in as the body of `key`. The entry's own body is set. On an Error the part is left where it is.
  Result<CacheEntry> keep(const std::string& key, CacheEntry entry, const std::filesystem::path& part,
                          std::uint64_t size);
  /// Whether the entry of `key` was fetched or revalidated by this process: then it is not asked about again.
  bool validated(const std::string& key) const { return validated_.count(key) > 0; }
  void mark_validated(const std::string& key);
  /// The upstream said at `now` that the entry still holds: so it does for this process, and for `fresh` longer.
  void confirm(const std::string& key, os::WallTime now);
  /// Whether the entry may be taken without asking. A time to come, by a clock that was set back, is no such time.
  bool fresh(const CacheEntry& entry, os::WallTime now) const noexcept;

 private:
  std::filesystem::path meta_file(const std::string& key) const;
  bool intact(const Body& body, std::uint32_t crc);
  std::shared_ptr<const Body> pinned(const std::filesystem::path& path, std::uint64_t size);
  void evict();

  Cache options_;
  bool prepared_ = false;
  std::optional<std::uint64_t> total_;  ///< bytes in http/, as far as this host knows
  std::unordered_set<std::string> validated_;
  std::unordered_set<std::string> checked_;                  ///< bodies whose CRC was seen to fit
  std::map<std::string, std::weak_ptr<const Body>> in_use_;  ///< by path
};

}  // namespace streamguard::net
