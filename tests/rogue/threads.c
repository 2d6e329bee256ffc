/* Leaves threads behind that never end and that go on calling the host. */
#include <pthread.h>

#include "rogue.h"
#include "system.h"

static void* for_ever(void* raw) {
  const rogue* self = (const rogue*)raw;
  for (;;) {
    self->host->progress(self->host, 1, 2, rogue_text("turns"));
    self->host->heartbeat(self->host, 3600000, rogue_text("for ever"));
    system_rest(1);
  }
  return NULL;
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  int i;
  for (i = 0; i < 4; ++i) {
    pthread_t thread;
    /* A copy that is never freed: the threads outlive the collector. */
    rogue* copy = (rogue*)malloc(sizeof *copy);
    if (copy == NULL) return rogue_fail(err, SG_E_TRANSIENT, "out of memory");
    *copy = *self;
    if (pthread_create(&thread, NULL, for_ever, copy) != 0) return rogue_fail(err, SG_E_TRANSIENT, "no thread");
    pthread_detach(thread);
  }
  return rogue_work(self, 0, 10);
}

ROGUE_ENTRY
