/* Never returns and never calls the host again; `busy` 1: while it burns its processor. */
#include "rogue.h"
#include "system.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t busy = rogue_number(self, "busy", 0);
  volatile uint64_t turns = 0;
  (void)err;
  rogue_work(self, 0, 10);
  for (;;) {
    if (busy == 0) system_rest(-1);
    turns = turns + 1;
  }
  return SG_OK; /* never */
}

ROGUE_ENTRY
