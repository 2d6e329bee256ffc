/* Leaves in the middle, without DONE: with the exit code `code`, after 10 samples that a checkpoint closes and 5 that
 * none does. */
#include <unistd.h>

#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  uint64_t i;
  (void)err;
  rogue_work(self, 0, 10);
  for (i = 100; i < 105; ++i) rogue_emit(self, i);
  _exit((int)rogue_number(self, "code", 0));
}

ROGUE_ENTRY
