#include "time_zone.hpp"

#include <stdlib.h>
#include <time.h>

namespace streamguard::view {

void use_utc() {
  ::_putenv_s("TZ", "UTC0");
  ::_tzset();
}

}  // namespace streamguard::view
