#include "advisory/stable_hash.hpp"

namespace streamguard::advisory {

std::uint64_t stable_hash(std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  // FNV leaves the low bits of short texts uneven; a shift-multiply round spreads them.
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93;
  return hash ^ (hash >> 32);
}

}  // namespace streamguard::advisory
