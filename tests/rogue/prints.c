/* Prints all it can to stdout and stderr: colours, cursor moves, bells, half characters, a line without an end. */
#include "rogue.h"
#include "system.h"

enum { kLongLine = 100000 };

static void put(int fd, const char* text, size_t size) {
  while (size > 0) {
    const size_t put = system_write(fd, text, size);
    if (put == 0) return;
    text += put;
    size -= put;
  }
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  static const char nasty[] = "\x1b[31mred\x1b[0m\x1b]0;title\a\x1b[2J\rstart\b\b \xff\xfe half \xe2\x82\n";
  char* line = (char*)malloc(kLongLine);
  (void)err;
  printf("hello from stdout\n");
  fprintf(stderr, "hello from stderr\n");
  fflush(stdout);
  put(1, nasty, sizeof nasty - 1);
  put(2, nasty, sizeof nasty - 1);
  if (line != NULL) {
    memset(line, 'y', kLongLine);
    put(1, line, kLongLine);
  }
  free(line);
  self->host->log(self->host, SG_LOG_WARN, rogue_text("\x1b[31mlogged\x1b[0m\nsecond line"), rogue_text("{\"a\":1}"));
  return rogue_work(self, 0, 10);
}

ROGUE_ENTRY
