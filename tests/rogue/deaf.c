/* Closes the worker's channel behind its back and lives on. */
#include "rogue.h"
#include "system.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)err;
  rogue_work(self, 0, 10);
  system_each_channel(system_close_channel);
  for (;;) {
    rogue_emit(self, 11);
    system_rest(5);
  }
  return SG_OK; /* never */
}

ROGUE_ENTRY
