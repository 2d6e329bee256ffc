#include "time_zone.hpp"

#include <stdlib.h>

namespace streamguard::view {

void use_utc() { ::setenv("TZ", "UTC", 1); }

}  // namespace streamguard::view
