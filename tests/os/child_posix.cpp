// The program that process_test.cpp starts: its first argument says what to do.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "os/process.hpp"

namespace os = streamguard::os;

namespace {

/// Sends back what comes over the channel until the other side closes.
int echo(const std::string& argument) {
  auto channel = os::Channel::inherited(argument);
  if (!channel) return 2;
  std::array<char, 4096> buffer;
  for (;;) {
    auto got = (*channel)->read_some(buffer);
    if (!got) return 3;
    if (*got == 0) return 0;
    const std::string_view piece(buffer.data(), *got);
    if (!(*channel)->write(std::span(&piece, 1))) return 4;
  }
}

int descriptors() {
  for (int fd = 0; fd < 1024; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1) std::printf("%d ", fd);
  }
  return 0;
}

int session() {
  std::printf("%d %d", ::getsid(0) == ::getpid(), ::getpgrp() == ::getpid());
  return 0;
}

/// A host with one child that opens the FIFO and stays; the host then waits to be killed.
int host(const char* fifo) {
  os::SpawnOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", "exec 4>\"$0\"; printf x >&4; exec sleep 1000", fifo};
  options.environment = {{"PATH", "/usr/bin:/bin"}};
  auto spawned = os::spawn(options);
  if (!spawned) return 2;
  for (;;) ::pause();
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "echo" && count > 2) return echo(arguments[2]);
  if (what == "descriptors") return descriptors();
  if (what == "session") return session();
  if (what == "host" && count > 2) return host(arguments[2]);
  return 99;
}
