/// nvd_time.hpp: points in time as NVD's API takes them: "2021-08-04T00:00:00.000", with an offset or without.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamguard::upstreams {

/// Milliseconds since 1970, UTC where no offset says otherwise.
std::optional<std::int64_t> milliseconds_of(std::string_view text);
/// "2026-11-22T06:53:59.123"
std::string nvd_time(std::int64_t milliseconds);
std::int64_t milliseconds_now();

}  // namespace streamguard::upstreams
