/* Takes memory and touches it until there is no more, and then uses what it did not get. */
#include "rogue.h"

enum { kPiece = 1 << 20 };

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)err;
  rogue_work(self, 0, 10);
  for (;;) {
    char* volatile piece = (char*)malloc(kPiece);
    memset(piece, 1, kPiece);
  }
  return SG_OK; /* never */
}

ROGUE_ENTRY
