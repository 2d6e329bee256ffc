#include "store/interval_crc.hpp"

namespace streamguard::store {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected: the highest bit is x^0

std::uint32_t times(std::uint32_t a, std::uint32_t b) noexcept {
  std::uint32_t product = 0;
  for (std::uint32_t bit = 1u << 31; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b >> 1) ^ ((b & 1u) != 0 ? kPolynomial : 0);
  }
  return product;
}

}  // namespace

std::uint32_t interval_crc(std::uint32_t crc_a, std::uint32_t crc_ab, std::uint64_t length) noexcept {
  // crc(A B) = crc(A) * x^(8 length) + crc(B), over GF(2).
  std::uint32_t power = 1u << 23;  // x^8
  for (; length != 0; length >>= 1) {
    if ((length & 1u) != 0) crc_a = times(crc_a, power);
    power = times(power, power);
  }
  return crc_a ^ crc_ab;
}

}  // namespace streamguard::store
