/* Emits for ever, large samples, without a checkpoint. */
#include "rogue.h"

enum { kPadding = 1 << 20 };

static sg_rc rogue_run(rogue* self, sg_err* err) {
  char small[1024];
  char* large = (char*)malloc(kPadding + sizeof small);
  uint64_t number;
  if (large == NULL) return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
  for (number = 0;; ++number) {
    const size_t size = rogue_sample(small, sizeof small, self->name, number) - 1; /* without its last brace */
    memcpy(large, small, size);
    memcpy(large + size, ",\"description\":\"", 16);
    memset(large + size + 16, 'x', kPadding);
    memcpy(large + size + 16 + kPadding, "\"}", 2);
    if (rogue_emit_bytes(self, large, size + kPadding + 18) != SG_OK) return SG_CANCELLED;
  }
}

ROGUE_ENTRY
