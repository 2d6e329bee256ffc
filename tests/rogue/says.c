/* Returns an error of the class `error` (1 config to 6 unavailable; 0: success) before its 16th sample.
 *   first        1: only in its first life (without a token)
 *   retry_after  milliseconds
 *   unit         n: the unit "unit-n" is the bad one: the error is returned there only, and not when it is skipped
 *   stubborn     1: it is not skipped, whatever the host says */
#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const uint64_t unit = rogue_number(self, "unit", UINT64_MAX);
  const uint64_t first = rogue_number(self, "first", 0);
  const int is_first = self->token[0] == '\0';
  uint64_t next = strtoull(self->token, NULL, 10);
  for (; next < 100; ++next) {
    char name[32];
    char quoted[40];
    snprintf(name, sizeof name, "unit-%" PRIu64, next / 10);
    snprintf(quoted, sizeof quoted, "\"%s\"", name);
    if (unit != UINT64_MAX) self->host->unit(self->host, rogue_text(name));
    if (strstr(self->skip, quoted) != NULL && rogue_number(self, "stubborn", 0) == 0) continue;
    if (unit != UINT64_MAX ? next == unit * 10 + 5 : next == 15 && (first == 0 || is_first)) {
      err->retry_after_ms = rogue_number(self, "retry_after", 0);
      return rogue_fail(err, -(sg_rc)rogue_number(self, "error", 0), "\x1b[31mas it was told\x1b[0m");
    }
    if (rogue_emit(self, next) != SG_OK) return SG_CANCELLED;
    if (next % 10 == 9) rogue_checkpoint_at(self, next + 1);
  }
  return SG_OK;
}

ROGUE_ENTRY
