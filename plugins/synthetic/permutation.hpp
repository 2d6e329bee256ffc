/// permutation.hpp: a keyed bijection of 0..size-1 onto itself, so that drawing without repeats needs no memory of what
/// was drawn. Value type; any thread.
#pragma once

#include <bit>
#include <cstdint>

namespace streamguard::synthetic {

/// The finaliser of SplitMix64: every bit of the result depends on every bit of `x`.
constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

class Permutation {
 public:
  /// `size` is at least 1 and at most 2^62.
  constexpr Permutation(std::uint64_t size, std::uint64_t key) noexcept : size_(size) {
    const int bits = size > 2 ? static_cast<int>(std::bit_width(size - 1)) : 2;
    mask_ = (std::uint64_t{1} << bits) - 1;
    shift_ = (bits + 1) / 2;
    for (std::uint64_t& k : keys_) k = key = mix64(key);
  }

  /// Walks the cycle of a bijection of the next power of two until it is back inside: below two steps on average, since
  /// the power of two is less than twice the size.
  constexpr std::uint64_t operator()(std::uint64_t x) const noexcept {
    do {
      for (const std::uint64_t key : keys_) {
        // Adding, multiplying by an odd number, and folding the high half into the low half each can be undone.
        x = ((x + key) * (key | 1)) & mask_;
        x ^= x >> shift_;
      }
    } while (x >= size_);
    return x;
  }

 private:
  std::uint64_t size_;
  std::uint64_t mask_ = 0;
  int shift_ = 0;
  std::uint64_t keys_[4] = {};
};

}  // namespace streamguard::synthetic
