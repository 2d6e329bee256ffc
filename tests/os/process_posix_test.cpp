#include "os/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>

#include "os/unique_fd.hpp"
#include "temp_folder.hpp"

namespace streamguard::os {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kForEver{-1};

SpawnOptions shell(const std::string& script) {
  SpawnOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", script};
  options.environment = {{"PATH", "/usr/bin:/bin"}};
  return options;
}

SpawnOptions child(std::vector<std::string> arguments) {
  SpawnOptions options;
  options.program = OS_TEST_CHILD;
  options.arguments = std::move(arguments);
  return options;
}

Spawned start(const SpawnOptions& options) {
  auto spawned = spawn(options);
  if (!spawned) {
    ADD_FAILURE() << spawned.error().message;
    std::abort();
  }
  return std::move(*spawned);
}

std::string all_of(Channel& channel) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    auto got = channel.read_some(buffer);
    if (!got || *got == 0) return text;
    text.append(buffer.data(), *got);
  }
}

TEST(Spawn, TellsTheExitCode) {
  Spawned s = start(shell("exit 3"));
  const auto end = s.process->wait(kForEver);
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->signalled);
  EXPECT_EQ(end->code, 3);
  EXPECT_EQ(end->words(), "exit code 3");
  EXPECT_EQ(s.process->wait(kForEver)->code, 3);  // asked again
}

TEST(Spawn, GivesAFileAsInputOrNothing) {
  const TempFolder folder;
  std::ofstream(folder / "input") << "a line";
  SpawnOptions options = shell("cat; cat");
  options.input = folder / "input";
  Spawned with = start(options);
  EXPECT_EQ(all_of(*with.output), "a line");
  Spawned without = start(shell("cat"));
  EXPECT_EQ(all_of(*without.output), "");
  options.input = folder / "missing";
  const auto missing = spawn(options);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("missing"), std::string::npos);
}

TEST(Spawn, FindsProgramsInThePathOnly) {
  EXPECT_TRUE(find_program("sh").is_absolute());
  EXPECT_TRUE(find_program("no-such-program-anywhere").empty());
}

TEST(Spawn, TellsTheSignal) {
  Spawned s = start(shell("kill -KILL $$"));
  const auto end = s.process->wait(kForEver);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->signalled);
  EXPECT_EQ(end->code, SIGKILL);
  EXPECT_EQ(end->words(), "killed by SIGKILL (killed)");
  EXPECT_EQ((Exit{true, SIGSEGV}).words(), "killed by SIGSEGV (segmentation fault)");
}

TEST(Spawn, NamesTheProgramThatIsMissing) {
  SpawnOptions options;
  options.program = "/nowhere/at-all";
  auto spawned = spawn(options);
  ASSERT_FALSE(spawned);
  EXPECT_EQ(spawned.error().code, Code::unavailable);
  EXPECT_NE(spawned.error().message.find("/nowhere/at-all"), std::string::npos) << spawned.error().message;
}

TEST(Spawn, NamesTheFolderStepThatFailed) {
  SpawnOptions options = shell("exit 0");
  options.folder = "/nowhere/at-all";
  auto spawned = spawn(options);
  ASSERT_FALSE(spawned);
  EXPECT_NE(spawned.error().message.find("working folder"), std::string::npos) << spawned.error().message;
}

TEST(Spawn, GivesExactlyTheEnvironment) {
  SpawnOptions options;
  options.program = "/usr/bin/env";
  options.environment = {{"A", "1"}, {"B", "two words"}};
  Spawned s = start(options);
  EXPECT_EQ(all_of(*s.output), "A=1\nB=two words\n");
}

TEST(Spawn, PassesFourDescriptorsAndNoMore) {
  const UniqueFd careless(::open("/dev/null", O_RDONLY));  // not close-on-exec
  Spawned s = start(child({"descriptors"}));
  EXPECT_EQ(all_of(*s.output), "0 1 2 3 ");
}

TEST(Spawn, JoinsOutputAndErrorsAndGivesNoInput) {
  Spawned s = start(shell("cat; echo out; echo err >&2; pwd"));
  EXPECT_EQ(all_of(*s.output), "out\nerr\n/\n");
}

TEST(Spawn, UsesTheWorkingFolder) {
  const TempFolder folder;
  SpawnOptions options = shell("pwd");
  options.folder = folder.path();
  Spawned s = start(options);
  EXPECT_EQ(all_of(*s.output), folder.path().string() + "\n");
}

TEST(Spawn, ResetsSignals) {
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  sigset_t set, mask;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set, &mask);
  Spawned piped = start(shell("kill -PIPE $$; exit 0"));
  Spawned terminated = start(shell("kill -TERM $$; exit 0"));
  ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  ::sigaction(SIGPIPE, &before, nullptr);
  EXPECT_EQ(piped.process->wait(kForEver)->words(), "killed by SIGPIPE (broken pipe)");
  EXPECT_EQ(terminated.process->wait(kForEver)->words(), "killed by SIGTERM (terminated)");
}

TEST(Spawn, MakesASessionOfItsOwn) {
  Spawned s = start(child({"session"}));
  EXPECT_EQ(all_of(*s.output), "1 1");
}

TEST(Spawn, ForbidsCoreFiles) {
  Spawned s = start(shell("ulimit -c"));
  EXPECT_EQ(all_of(*s.output), "0\n");
}

TEST(Spawn, CarriesFramesOverTheChannel) {
  Spawned s = start(child({"echo", "{channel}"}));
  const std::string_view text = "there and back";
  ASSERT_TRUE(s.channel->write(std::span(&text, 1)));
  std::string back(text.size(), '\0');
  ASSERT_TRUE(read_exactly(*s.channel, back));
  EXPECT_EQ(back, text);
  s.channel->shutdown();
  EXPECT_EQ(s.process->wait(kForEver)->words(), "exit code 0");
}

TEST(Spawn, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 5; ++i) {
        Spawned s = start(shell("exit " + std::to_string(t)));
        EXPECT_EQ(s.process->wait(kForEver)->code, t);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Process, OutlivesTheThreadThatSpawnedIt) {
  std::optional<Spawned> s;
  std::thread([&s] { s = start(child({"echo", "{channel}"})); }).join();
  const std::string_view text = "alive";
  ASSERT_TRUE(s->channel->write(std::span(&text, 1)));
  std::string back(text.size(), '\0');
  EXPECT_TRUE(read_exactly(*s->channel, back));
}

TEST(Process, WaitGivesUpWhenTimeIsOver) {
  Spawned s = start(shell("exec sleep 1000"));
  EXPECT_FALSE(s.process->wait(milliseconds{0}));
  EXPECT_FALSE(s.process->wait(milliseconds{1}));
}

TEST(Process, KillReachesDescendants) {
  Spawned s = start(shell("sleep 1000 & echo started; wait"));
  std::string started(8, '\0');
  ASSERT_TRUE(read_exactly(*s.output, started));
  s.process->kill();
  EXPECT_EQ(all_of(*s.output), "");  // ends only when nobody holds it any more
  EXPECT_EQ(s.process->wait(kForEver)->code, SIGKILL);
}

TEST(Process, ItsEndIsTheEndOfItsDescendants) {
  Spawned s = start(shell("sleep 1000 & exit 7"));
  EXPECT_EQ(s.process->wait(kForEver)->code, 7);
  EXPECT_EQ(all_of(*s.output), "");
}

TEST(Process, DestructorKills) {
  Spawned s = start(shell("exec sleep 1000"));
  s.process.reset();
  EXPECT_EQ(all_of(*s.output), "");
}

TEST(Process, DiesWithAHostThatIsKilled) {
  const TempFolder folder;
  const auto fifo = folder / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  Spawned host = start(child({"host", fifo.string()}));
  const UniqueFd end(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
  char byte = 0;
  ASSERT_EQ(::read(end.get(), &byte, 1), 1);
  ASSERT_EQ(byte, 'x');
  host.process->kill();  // the grandchild has a session of its own: this reaches the host alone
  EXPECT_EQ(::read(end.get(), &byte, 1), 0);
}

TEST(Process, MeasuresMemoryWhileItLives) {
  Spawned s = start(child({"echo", "{channel}"}));
  const std::string_view text = "x";
  ASSERT_TRUE(s.channel->write(std::span(&text, 1)));
  std::string back(1, '\0');
  ASSERT_TRUE(read_exactly(*s.channel, back));
  EXPECT_GT(s.process->memory(), 100'000U);
  s.process->kill();
  s.process->wait(kForEver);
  EXPECT_EQ(s.process->memory(), 0U);
  s.process->kill();  // names nobody else by mistake
}

TEST(Executable, KnowsItself) { EXPECT_EQ(executable_path().filename(), "os_test"); }

}  // namespace
}  // namespace streamguard::os
