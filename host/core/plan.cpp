#include "core/plan.hpp"

#include "core/crc32c.hpp"

namespace streamguard {

std::uint64_t shard_target(std::uint64_t target, std::uint32_t index, std::uint32_t count) noexcept {
  return target / count + (index < target % count ? 1 : 0);
}

std::uint32_t manifest_crc(std::string_view text) noexcept {
  return crc32c::of(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
}

std::optional<RateLimit> limit_of(const Upstream& upstream, const std::map<std::string, Secret>& secrets) {
  if (upstream.auth && upstream.auth->limit && secrets.contains(upstream.auth->secret)) return upstream.auth->limit;
  return upstream.limit;
}

milliseconds least_time(const RateLimit& limit, std::uint64_t requests) noexcept {
  if (limit.requests == 0 || requests == 0) return milliseconds(0);
  return limit.per * static_cast<milliseconds::rep>((requests - 1) / limit.requests);
}

}  // namespace streamguard
