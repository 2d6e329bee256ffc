#include "core/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__) || defined(_M_X64)
#include <nmmintrin.h>
#define STREAMGUARD_SSE42 1
#endif

namespace streamguard::crc32c {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78u;
using Table = std::array<std::uint32_t, 256>;

constexpr std::array<Table, 8> make_tables() {
  std::array<Table, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? kPolynomial : 0u);
    tables[0][i] = crc;
  }
  for (std::uint32_t i = 0; i < 256; ++i) {
    for (std::size_t t = 1; t < 8; ++t) {
      const std::uint32_t before = tables[t - 1][i];
      tables[t][i] = (before >> 8) ^ tables[0][before & 0xffu];
    }
  }
  return tables;
}
constexpr std::array<Table, 8> kTables = make_tables();

std::uint64_t load64(const unsigned char* at) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

#ifdef STREAMGUARD_SSE42
/// A block for each of three independent streams: the crc32 instruction has a latency of 3 cycles and a throughput
/// of 1.
constexpr std::size_t kStride = 1024;

/// The operator "append kStride zero bytes" as four tables of 256, one for each byte of the crc.
using Shift = std::array<Table, 4>;
constexpr Shift make_shift() {
  // Of single bits it is run, of the rest added up: a table made while the program starts would cost a worker more
  // than its sandbox does.
  Shift shift{};
  for (std::size_t byte = 0; byte < 4; ++byte) {
    for (std::uint32_t bit = 1; bit < 256; bit *= 2) {
      std::uint32_t crc = bit << (8 * byte);
      for (std::size_t n = 0; n < kStride; ++n) crc = (crc >> 8) ^ kTables[0][crc & 0xffu];
      for (std::uint32_t below = 0; below < bit; ++below) shift[byte][bit + below] = crc ^ shift[byte][below];
    }
  }
  return shift;
}
constexpr Shift kShift = make_shift();

std::uint32_t apply(const Shift& shift, std::uint32_t crc) noexcept {
  return shift[0][crc & 0xffu] ^ shift[1][(crc >> 8) & 0xffu] ^ shift[2][(crc >> 16) & 0xffu] ^ shift[3][crc >> 24];
}

__attribute__((target("sse4.2"))) std::uint32_t extend_sse42(std::uint32_t crc, const unsigned char* at,
                                                             std::size_t size) noexcept {
  std::uint64_t a = ~crc;
  while (size >= 3 * kStride) {
    std::uint64_t b = 0;
    std::uint64_t c = 0;
    for (std::size_t i = 0; i < kStride; i += 8) {
      a = _mm_crc32_u64(a, load64(at + i));
      b = _mm_crc32_u64(b, load64(at + kStride + i));
      c = _mm_crc32_u64(c, load64(at + 2 * kStride + i));
    }
    a = apply(kShift, apply(kShift, static_cast<std::uint32_t>(a)) ^ static_cast<std::uint32_t>(b)) ^ c;
    at += 3 * kStride;
    size -= 3 * kStride;
  }
  for (; size >= 8; at += 8, size -= 8) a = _mm_crc32_u64(a, load64(at));
  auto tail = static_cast<std::uint32_t>(a);
  for (; size > 0; ++at, --size) tail = _mm_crc32_u8(tail, *at);
  return ~tail;
}
#endif

}  // namespace

std::uint32_t extend_portable(std::uint32_t crc, std::string_view bytes) noexcept {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = bytes.size();
  crc = ~crc;
  for (; size >= 8; at += 8, size -= 8) {
    // Byte by byte, so that it is right on a processor of either byte order.
    const std::uint32_t low = crc ^ (static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
                                     static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24);
    crc = kTables[7][low & 0xffu] ^ kTables[6][(low >> 8) & 0xffu] ^ kTables[5][(low >> 16) & 0xffu] ^
          kTables[4][low >> 24] ^ kTables[3][at[4]] ^ kTables[2][at[5]] ^ kTables[1][at[6]] ^ kTables[0][at[7]];
  }
  for (; size > 0; ++at, --size) crc = (crc >> 8) ^ kTables[0][(crc ^ *at) & 0xffu];
  return ~crc;
}

std::uint32_t extend(std::uint32_t crc, std::string_view bytes) noexcept {
#ifdef STREAMGUARD_SSE42
  static const bool fast = __builtin_cpu_supports("sse4.2") != 0;
  if (fast) return extend_sse42(crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
#endif
  return extend_portable(crc, bytes);
}

}  // namespace streamguard::crc32c
