/* Takes no answer for an answer: goes on emitting and setting checkpoints after it was told to stop. `returns` 1: it
 * gives up after 1000 refused calls and calls it success; else it never returns. */
#include "rogue.h"
#include "system.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t returns = rogue_number(self, "returns", 0);
  uint64_t number = strtoull(self->token, NULL, 10);
  uint64_t refused = 0;
  (void)err;
  for (;; ++number) {
    if (rogue_emit(self, number) != SG_OK) ++refused;
    if (number % 10 == 9) rogue_checkpoint_at(self, number + 1);
    if (returns != 0 && refused == 1000) return SG_OK;
    if (refused > 0 || number % 100 == 99) system_rest(1);
  }
}

ROGUE_ENTRY
