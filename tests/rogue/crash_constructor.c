/* Dies while it is loaded, before a function of it was called. */
#include "rogue.h"

__attribute__((constructor)) static void die(void) { abort(); }

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)self;
  (void)err;
  return SG_OK;
}

ROGUE_ENTRY
