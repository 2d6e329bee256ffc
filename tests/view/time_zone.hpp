/// time_zone.hpp: times of this test program in UTC.
#pragma once

namespace streamguard::view {

void use_utc();

}  // namespace streamguard::view
