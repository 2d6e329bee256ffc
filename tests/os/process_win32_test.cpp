#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <thread>

#include "os/file.hpp"
#include "os/paths.hpp"
#include "os/process.hpp"
#include "temp_folder.hpp"
#include "variable.hpp"
#include "wine.hpp"

namespace streamguard::os {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kForEver{-1};

SpawnOptions child(std::vector<std::string> arguments) {
  SpawnOptions options;
  options.program = OS_TEST_CHILD;
  options.arguments = std::move(arguments);
  options.environment = system_environment();
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
  Spawned s = start(child({"exit", "3"}));
  const auto end = s.process->wait(kForEver);
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->signalled);
  EXPECT_EQ(end->words(), "exit code 3");
  EXPECT_EQ(s.process->wait(kForEver)->code, 3);  // asked again
}

TEST(Spawn, TellsACrashInWords) {
  Spawned s = start(child({"crash"}));
  const auto end = s.process->wait(kForEver);
  EXPECT_TRUE(end->signalled);
  EXPECT_EQ(end->words(), "ended by an access violation (0xC0000005)");
  EXPECT_EQ((Exit{true, static_cast<int>(0xC00000FD)}).words(), "ended by a stack overflow (0xC00000FD)");
  EXPECT_EQ((Exit{true, static_cast<int>(0xC0001234)}).words(), "ended by the system with status 0xC0001234");
}

TEST(Spawn, PassesArgumentsAsTheyAre) {
  const std::string hard = "a \"quoted\\\" word\\";
  const std::string foreign = "Zo\u00eb \U0001f600";
  Spawned s = start(child({"tell", hard, "", foreign, "plain\\"}));
  EXPECT_EQ(all_of(*s.output), "[" + hard + "]\n[]\n[" + foreign + "]\n[plain\\]\nand that\n");
}

TEST(Spawn, GivesExactlyTheEnvironment) {
  const Variable secret("STREAMGUARD_TEST_SECRET", "hush");
  SpawnOptions options = child({"environment"});
  options.environment["STREAMGUARD_A"] = "two words";
  Spawned s = start(options);
  const std::string all = all_of(*s.output);
  EXPECT_NE(all.find("STREAMGUARD_A=two words\n"), std::string::npos) << all;
  EXPECT_EQ(all.find("hush"), std::string::npos) << all;
}

TEST(Spawn, GivesAFileAsInputOrNothing) {
  const TempFolder folder;
  std::ofstream(folder / "input", std::ios::binary) << "a line\r\n";
  SpawnOptions options = child({"input"});
  options.input = folder / "input";
  EXPECT_EQ(all_of(*start(options).output), "a line\r\n");
  EXPECT_EQ(all_of(*start(child({"input"})).output), "");
  options.input = folder / "missing";
  const auto missing = spawn(options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::unavailable);
}

TEST(Spawn, UsesTheWorkingFolder) {
  const TempFolder folder;
  SpawnOptions options = child({"folder"});
  options.folder = folder.path();
  EXPECT_EQ(std::filesystem::path(all_of(*start(options).output)), folder.path());
}

TEST(Spawn, NamesTheProgramThatIsMissing) {
  SpawnOptions options;
  options.program = "C:/nowhere/at-all.exe";
  const auto spawned = spawn(options);
  ASSERT_FALSE(spawned);
  EXPECT_EQ(spawned.error().code, Code::unavailable);
  EXPECT_NE(spawned.error().message.find("at-all.exe"), std::string::npos) << spawned.error().message;
}

TEST(Spawn, CarriesFramesOverTheChannel) {
  Spawned s = start(child({"echo", "{channel}"}));
  const std::string_view text = "there and back";
  ASSERT_TRUE(s.channel->write(std::span(&text, 1)));
  std::string back(text.size(), '\0');
  ASSERT_TRUE(read_exactly(*s.channel, back));
  EXPECT_EQ(back, text);
  EXPECT_EQ(s.channel->read_some(back, 10).error().code, Code::transient);
  s.channel->shutdown();
  EXPECT_EQ(s.process->wait(kForEver)->words(), "exit code 0");
}

TEST(Spawn, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 3; ++i) {
        Spawned s = start(child({"exit", std::to_string(t)}));
        EXPECT_EQ(s.process->wait(kForEver)->code, t);
        EXPECT_EQ(all_of(*s.output), "");  // nobody else's child holds it open
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Process, WaitGivesUpWhenTimeIsOver) {
  Spawned s = start(child({"sleep"}));
  EXPECT_FALSE(s.process->wait(milliseconds{0}));
  EXPECT_FALSE(s.process->wait(milliseconds{1}));
}

TEST(Process, KillReachesDescendants) {
  const TempFolder folder;
  Spawned s = start(child({"host", (folder / "lock").string()}));
  std::string held(5, '\0');
  ASSERT_TRUE(read_exactly(*s.output, held));
  EXPECT_FALSE(Lock::take(folder / "lock"));
  s.process->kill();
  EXPECT_EQ(s.process->wait(kForEver)->words(), "killed by this program");
  EXPECT_EQ(all_of(*s.output), "");
}

TEST(Process, ConfinedHasNoChildren) {
  SpawnOptions options = child({"has_child"});
  EXPECT_EQ(all_of(*start(options).output), "a child");
  options.confined = true;
  if (on_wine()) GTEST_SKIP() << "Wine 8 keeps no limit on processes";
  EXPECT_EQ(all_of(*start(options).output), "no child");
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
}

TEST(StopSignals, CountsEachRequestOnAThreadOfItsOwn) {
  Spawned s = start(child({"stop"}));
  EXPECT_EQ(all_of(*s.output), "1\n2\n");
  EXPECT_EQ(s.process->wait(kForEver)->words(), "exit code 0");
}

TEST(Executable, KnowsItself) { EXPECT_EQ(executable_path().filename(), "os_test.exe"); }

TEST(Programs, AreFoundInThePathOnly) {
  EXPECT_TRUE(find_program("cmd").is_absolute());
  EXPECT_TRUE(find_program("no-such-program-anywhere").empty());
}

}  // namespace
}  // namespace streamguard::os
