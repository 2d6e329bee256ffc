// Lets a C++ exception out of a function of the C contract.
#include <stdexcept>

#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err*) {
  rogue_work(self, 0, 10);
  throw std::runtime_error("thrown across the edge");
}

ROGUE_ENTRY
