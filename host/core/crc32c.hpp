/// crc32c.hpp: CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, as in RFC 3720 appendix B.4), by the processor's
/// own instruction where there is one. extend(crc of A, B) is the crc of A followed by B; the crc of nothing is 0.
#pragma once

#include <cstdint>
#include <string_view>

namespace streamguard::crc32c {

std::uint32_t extend(std::uint32_t crc, std::string_view bytes) noexcept;
inline std::uint32_t of(std::string_view bytes) noexcept { return extend(0, bytes); }
/// The same by table, on any processor; tests compare the two.
std::uint32_t extend_portable(std::uint32_t crc, std::string_view bytes) noexcept;

}  // namespace streamguard::crc32c
