/* What every plugin here would be without its fault: 10 samples, a checkpoint, the end. Built again with a wrong
 * contract version and beside another's manifest. */
#include "rogue.h"

#ifndef ROGUE_MAJOR
#define ROGUE_MAJOR SG_ABI_MAJOR
#endif
#ifndef ROGUE_MINOR
#define ROGUE_MINOR SG_ABI_MINOR
#endif
#ifndef ROGUE_MINOR_REQUIRED
#define ROGUE_MINOR_REQUIRED 0
#endif

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)err;
  return rogue_work(self, 0, 10);
}

ROGUE_ENTRY_OF(ROGUE_MAJOR, ROGUE_MINOR, ROGUE_MINOR_REQUIRED)
