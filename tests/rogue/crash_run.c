/* Writes to no address:
 *   at    the sample before which it happens (default 50); a checkpoint comes after every tenth of 100
 *   once  1: only in a life that began without a token
 *   unit  n: only in the unit "unit-n" of ten samples, unless it is skipped; `at` does not matter then */
#include "rogue.h"

static void crash(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t at = rogue_number(self, "at", 50);
  const uint64_t once = rogue_number(self, "once", 0);
  const uint64_t bad_unit = rogue_number(self, "unit", UINT64_MAX);
  uint64_t next = strtoull(self->token, NULL, 10);
  const int armed = once == 0 || self->token[0] == '\0';
  (void)err;
  for (; next < 100; ++next) {
    char unit[32];
    char quoted[40];
    snprintf(unit, sizeof unit, "unit-%" PRIu64, next / 10);
    snprintf(quoted, sizeof quoted, "\"%s\"", unit);
    if (bad_unit != UINT64_MAX) self->host->unit(self->host, rogue_text(unit));
    if (strstr(self->skip, quoted) != NULL) continue;
    if (bad_unit != UINT64_MAX ? next == bad_unit * 10 + 5 : armed && next == at) crash();
    if (rogue_emit(self, next) != SG_OK) return SG_CANCELLED;
    if (next % 10 == 9) rogue_checkpoint_at(self, next + 1);
  }
  return SG_OK;
}

ROGUE_ENTRY
