/// rejected.hpp: the line that is kept of a record which failed. Equal inputs give equal bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/limits.hpp"

namespace streamguard::store {

/// Of one record, this much is kept.
inline constexpr std::size_t kRejectedRecordBytes = 64 * limits::KiB;

/// Appends the line, '\n' included. `at_record`: how many records the part had accepted before.
void append_rejected(std::string& out, std::string_view reason, std::string_view collector, std::string_view record,
                     std::uint64_t at_record);

}  // namespace streamguard::store
