/// sha256.hpp: SHA-256 piece by piece, written as 64 lower-case hex digits. Nettle does the rounds and picks the CPU's
/// SHA instructions at run time. Used from one thread at a time; usable again after hex().
#pragma once

#include <nettle/sha2.h>

#include <array>
#include <string_view>

namespace streamguard::record {

using HexDigest = std::array<char, 64>;

inline std::string_view view(const HexDigest& digest) { return {digest.data(), digest.size()}; }

class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  HexDigest hex();  ///< the digest of all updates; begins anew

 private:
  sha256_ctx context_;
};

}  // namespace streamguard::record
