/* Emits from a thread of its own, which the contract forbids, and does not look at the answer. */
#include <pthread.h>

#include "rogue.h"

static void* emit_elsewhere(void* raw) {
  rogue_emit((const rogue*)raw, 1000);
  return NULL;
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  pthread_t thread;
  rogue_work(self, 0, 10);
  if (pthread_create(&thread, NULL, emit_elsewhere, self) != 0) return rogue_fail(err, SG_E_TRANSIENT, "no thread");
  pthread_join(thread, NULL);
  return SG_OK;
}

ROGUE_ENTRY
