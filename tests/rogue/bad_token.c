/* Checkpoints that are none: `kind` 0: longer than 16 KiB; 1: not UTF-8. */
#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  static char token[17 * 1024];
  sg_str text = {token, sizeof token};
  sg_rc rc;
  rogue_work(self, 0, 10);
  rogue_emit(self, 20);
  memset(token, 'x', sizeof token);
  if (rogue_number(self, "kind", 0) == 1) {
    text.ptr = "\xff\xfe";
    text.len = 2;
  }
  rc = self->host->checkpoint(self->host, text);
  return rc == SG_OK ? SG_OK : rogue_fail(err, rc, "the token was refused");
}

ROGUE_ENTRY
