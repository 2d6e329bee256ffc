// The program itself: starts, prints its port, serves, ends when told to.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "world.hpp"

namespace streamguard::upstreams {
namespace {

/// Runs the program; its standard output is read from `output`.
pid_t start(std::vector<std::string> arguments, int& output) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::vector<char*> pointers;
  for (std::string& one : arguments) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  pid_t child = 0;
  EXPECT_EQ(::posix_spawn(&child, pointers[0], &actions, nullptr, pointers.data(), environ), 0);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  output = ends[0];
  return child;
}

int exit_code_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Program, ServesUntilItIsToldToEnd) {
  const scenario::Folder folder;
  const std::string log = (folder.path() / "log").string();
  int output = -1;
  const pid_t child = start({STREAMGUARD_UPSTREAMS, "--mirror", small_mirror().folder(), "--log", log, "--faults",
                             "kind=status status=502 on=/osv/*"},
                            output);
  std::string port;
  for (char c = 0; ::read(output, &c, 1) == 1 && c != '\n';) port += c;
  Client client;
  const std::string path = "http://127.0.0.1:" + port + "/osv/Go/all.zip";
  EXPECT_EQ(client.get(path).status, 502);
  EXPECT_EQ(client.get(path).status, 200);
  ::kill(child, SIGTERM);
  EXPECT_EQ(exit_code_of(child), 0);
  ::close(output);
  const std::string lines = scenario::text_of(log);
  EXPECT_THAT(lines, testing::HasSubstr("1\tosv\tGET\t/osv/Go/all.zip\t502\t"));
  EXPECT_THAT(lines, testing::HasSubstr("\tfault\n2\tosv\tGET\t/osv/Go/all.zip\t200\t"));
}

TEST(Program, SaysWhatIsWrongWithItsArguments) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--mirror", "/nonexistent"}, {"--port", "1"}, {"--mirror"}, {"--odd", "1"}}) {
    std::vector<std::string> line{STREAMGUARD_UPSTREAMS};
    line.insert(line.end(), arguments.begin(), arguments.end());
    int output = -1;
    EXPECT_EQ(exit_code_of(start(line, output)), 2) << arguments[0];
    ::close(output);
  }
}

}  // namespace
}  // namespace streamguard::upstreams
