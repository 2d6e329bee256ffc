/* Tries what a plugin may not do, each thing once. What succeeds is told as a breach of the contract. */
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rogue.h"

static int can_open(const char* path, int flags) {
  const int fd = open(path, flags, 0600);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

static int can_fork(void) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  return child > 0;
}

static int can_execute(void) {
  static char* const arguments[] = {(char*)"/bin/true", NULL};
  execve("/bin/true", arguments, NULL);
  return 0; /* had it succeeded, the worker would end without DONE */
}

static int can_socket(int family) {
  const int fd = socket(family, SOCK_STREAM, 0);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

static int can_read_parent(const char* what) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)getppid(), what);
  return can_open(path, O_RDONLY);
}

static sg_rc rogue_run(rogue* self, sg_err* err) {
  const struct {
    const char* what;
    int done;
  } attempts[] = {
      {"fork", can_fork()},
      {"execve", can_execute()},
      {"an internet socket", can_socket(AF_INET)},
      {"an internet socket, version 6", can_socket(AF_INET6)},
      {"a unix socket", can_socket(AF_UNIX)},
      {"a netlink socket", can_socket(AF_NETLINK)},
      {"reading /etc/passwd", can_open("/etc/passwd", O_RDONLY)},
      {"reading /etc/shadow", can_open("/etc/shadow", O_RDONLY)},
      {"reading the host's environment", can_read_parent("environ")},
      {"reading the host's memory", can_read_parent("mem")},
      {"writing to /tmp", can_open("/tmp/streamguard-rogue", O_WRONLY | O_CREAT)},
      {"writing beside the scratch folder", can_open("../rogue", O_WRONLY | O_CREAT)},
      {"writing to the part", can_open("../../../attempts/part-00000-of-00001.jsonl", O_WRONLY)},
      {"reading the ledger", can_open("../../attempts-00000-of-00001.ledger", O_RDONLY)},
      {"a link out of the scratch folder", symlink("/etc/passwd", "link") == 0},
      {"a fifo", mkfifo("fifo", 0600) == 0},
      {"signalling the host", kill(getppid(), SIGCONT) == 0},
      {"signalling everybody", kill(-1, SIGCONT) == 0},
      {"tracing the host", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0},
  };
  size_t i;
  int broken = 0;
  for (i = 0; i < sizeof attempts / sizeof attempts[0]; ++i) {
    char line[128];
    broken += attempts[i].done;
    snprintf(line, sizeof line, "%s: %s", attempts[i].what, attempts[i].done ? "DONE" : "refused");
    rogue_say(self, line);
  }
  if (!can_open("mine", O_WRONLY | O_CREAT)) return rogue_fail(err, SG_E_BUG, "its own scratch folder is closed to it");
  if (broken > 0) return rogue_fail(err, SG_E_BUG, "an attempt succeeded, see the log");
  return rogue_work(self, 0, 10);
}

ROGUE_ENTRY
