#include "os/pager.hpp"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <iostream>

#include "os/paths.hpp"
#include "os/process.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

namespace {

class ShellPager final : public Pager {
 public:
  ShellPager(pid_t child, UniqueFd before) : child_(child), before_(std::move(before)) {
    // Ctrl-C is for the pager, which stays; and when it has left, writing to it is an error and no end.
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGPIPE, &ignore, &pipe_);
  }

  ~ShellPager() override {
    std::cout.flush();
    ::dup2(before_.get(), STDOUT_FILENO);  // closes the pipe: the pager sees the end
    std::cout.clear();
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGPIPE, &pipe_, nullptr);
  }

 private:
  pid_t child_;
  UniqueFd before_;
  struct sigaction interrupt_ {
  }, pipe_{};
};

}  // namespace

bool output_is_terminal() noexcept { return ::isatty(STDOUT_FILENO) == 1; }

bool output_takes_colour() {
  return output_is_terminal() && environment("NO_COLOR").value_or("").empty() &&
         environment("TERM").value_or("dumb") != "dumb";
}

std::string usual_pager() {
  for (const char* name : {"STREAMGUARD_PAGER", "PAGER"}) {
    if (const auto command = environment(name)) return *command == "cat" ? std::string() : *command;
  }
  for (const char* program : {"less", "more"}) {
    if (!find_program(program).empty()) return program;
  }
  return {};
}

std::unique_ptr<Pager> Pager::start(const std::string& command) {
  if (command.empty()) return nullptr;
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return nullptr;
  UniqueFd read(ends[0]), write(ends[1]);
  UniqueFd before(::dup(STDOUT_FILENO));
  if (!before) return nullptr;
  // Leave at the end of one page, show colours, do not clear the screen: as others have it.
  ::setenv("LESS", "FRX", 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, read.get(), STDIN_FILENO);
  for (const int fd : {read.get(), write.get(), before.get()}) ::posix_spawn_file_actions_addclose(&actions, fd);
  std::array<std::string, 3> words{"/bin/sh", "-c", command};
  std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, "/bin/sh", &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return nullptr;
  ::dup2(write.get(), STDOUT_FILENO);
  return std::make_unique<ShellPager>(child, std::move(before));
}

}  // namespace streamguard::os
