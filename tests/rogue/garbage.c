/* Finds the worker's channel among the open descriptors and writes to it what no frame is. */
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  char noise[4096];
  int fd;
  (void)err;
  rogue_work(self, 0, 10);
  memset(noise, 0xa5, sizeof noise);
  for (fd = 3; fd < 64; ++fd) {
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode) && write(fd, noise, sizeof noise) > 0) continue;
  }
  for (;;) poll(NULL, 0, -1);
  return SG_OK; /* never */
}

ROGUE_ENTRY
