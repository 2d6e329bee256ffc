/// sha256.hpp: SHA-256 by nettle, for the names of cache entries and recorded bodies.
#pragma once

#include <nettle/sha2.h>

#include <string>
#include <string_view>

namespace streamguard::net {

class Sha256 {
 public:
  Sha256() noexcept { sha256_init(&context_); }
  void add(std::string_view bytes) noexcept;
  /// 64 lower-case hex digits of all that was added. Call once.
  std::string hex();

 private:
  sha256_ctx context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace streamguard::net
