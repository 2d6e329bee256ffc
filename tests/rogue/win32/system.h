/* system.h: what a plugin here asks of the system itself. Another file of this name is for all others. */
#ifndef STREAMGUARD_TESTS_ROGUE_SYSTEM_H
#define STREAMGUARD_TESTS_ROGUE_SYSTEM_H

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <windows.h>

/* Sleeps; for ever where `milliseconds` is negative. */
static inline void system_rest(int milliseconds) { Sleep(milliseconds < 0 ? INFINITE : (DWORD)milliseconds); }

/* Calls `what` with every channel to the host that is open in this process, found among all that is. */
static inline void system_each_channel(void (*what)(intptr_t)) {
  intptr_t number;
  for (number = 4; number < 4096; number += 4) {
    HANDLE handle = (HANDLE)number;
    if (GetFileType(handle) != FILE_TYPE_PIPE) continue;
    if (handle == GetStdHandle(STD_OUTPUT_HANDLE) || handle == GetStdHandle(STD_ERROR_HANDLE)) continue;
    what(number);
  }
}

static inline void system_close_channel(intptr_t channel) { CloseHandle((HANDLE)channel); }

/* 0 where nothing could be written. */
static inline int system_write_channel(intptr_t channel, const char* bytes, size_t size) {
  DWORD written = 0;
  OVERLAPPED state;
  memset(&state, 0, sizeof state);
  if (!WriteFile((HANDLE)channel, bytes, (DWORD)size, NULL, &state) && GetLastError() != ERROR_IO_PENDING) return 0;
  return GetOverlappedResult((HANDLE)channel, &state, &written, TRUE) && written > 0;
}

/* To standard output or error, past stdio. How much was taken; 0 where nothing could be written. */
static inline size_t system_write(int fd, const char* bytes, size_t size) {
  const int put = write(fd, bytes, (unsigned)size);
  return put > 0 ? (size_t)put : 0;
}

static inline char** system_environment(void) { return _environ; }

#endif
