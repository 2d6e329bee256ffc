/* system.h: what a plugin here asks of the system itself. Another file of this name is for Windows. */
#ifndef STREAMGUARD_TESTS_ROGUE_SYSTEM_H
#define STREAMGUARD_TESTS_ROGUE_SYSTEM_H

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

extern char** environ;

/* Sleeps; for ever where `milliseconds` is negative. */
static inline void system_rest(int milliseconds) { poll(NULL, 0, milliseconds); }

/* Calls `what` with every channel to the host that is open in this process, found among all that is. */
static inline void system_each_channel(void (*what)(intptr_t)) {
  int fd;
  for (fd = 3; fd < 64; ++fd) {
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode)) what(fd);
  }
}

static inline void system_close_channel(intptr_t channel) { close((int)channel); }

/* 0 where nothing could be written. */
static inline int system_write_channel(intptr_t channel, const char* bytes, size_t size) {
  return write((int)channel, bytes, size) > 0;
}

/* To standard output or error, past stdio. How much was taken; 0 where nothing could be written. */
static inline size_t system_write(int fd, const char* bytes, size_t size) {
  const ssize_t put = write(fd, bytes, size);
  return put > 0 ? (size_t)put : 0;
}

static inline char** system_environment(void) { return environ; }

#endif
