/* Closes the worker's channel behind its back and lives on. */
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rogue.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  int fd;
  (void)err;
  rogue_work(self, 0, 10);
  for (fd = 3; fd < 64; ++fd) {
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode)) close(fd);
  }
  for (;;) {
    rogue_emit(self, 11);
    poll(NULL, 0, 5);
  }
  return SG_OK; /* never */
}

ROGUE_ENTRY
