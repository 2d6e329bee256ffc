/* Writes more into its scratch folder than it may, and waits to be stopped. */
#include <fcntl.h>
#include <unistd.h>

#include "rogue.h"
#include "system.h"

static sg_rc rogue_run(rogue* self, sg_err* err) {
  static char block[64 * 1024];
  char name[32];
  int file;
  rogue_work(self, 0, 10);
  for (file = 0; file < 16; ++file) {
    int fd;
    int i;
    snprintf(name, sizeof name, "file-%d", file);
    fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) return rogue_fail(err, SG_E_BUG, "its own scratch folder is closed to it");
    for (i = 0; i < 4; ++i) {
      if (write(fd, block, sizeof block) < 0) break;
    }
    close(fd);
  }
  while (self->host->cancelled(self->host) == SG_OK) {
    self->host->heartbeat(self->host, 0, rogue_text("waiting"));
    system_rest(5);
  }
  return SG_CANCELLED;
}

ROGUE_ENTRY
