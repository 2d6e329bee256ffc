/* Finds the worker's channel among the open descriptors and writes to it what no frame is. */
#include "rogue.h"
#include "system.h"

static void spoil(intptr_t channel) {
  char noise[4096];
  memset(noise, 0xa5, sizeof noise);
  system_write_channel(channel, noise, sizeof noise);
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  (void)err;
  rogue_work(self, 0, 10);
  system_each_channel(spoil);
  for (;;) system_rest(-1);
  return SG_OK; /* never */
}

ROGUE_ENTRY
