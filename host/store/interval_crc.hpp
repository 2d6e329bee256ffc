/// interval_crc.hpp: the checksum of bytes from the middle, out of two running ones. The writer keeps one CRC-32C of
/// all it wrote; which stretch of that becomes a ledger line is known only later.
#pragma once

#include <cstdint>

namespace streamguard::store {

/// Given crc(A) and crc(A B), the crc of B, which is `length` bytes long.
std::uint32_t interval_crc(std::uint32_t crc_a, std::uint32_t crc_ab, std::uint64_t length) noexcept;

}  // namespace streamguard::store
