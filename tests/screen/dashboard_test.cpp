// The dashboard as a user has it: in a terminal of many sizes, with keys, resized, suspended, killed.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <regex>

#include "scenario.hpp"
#include "tmux.hpp"

namespace streamguard::screen {
namespace {

using scenario::Scenario;
using scenario::text_of;

/// One that waits at 600 of 1000, one that is done at once.
const std::string kTwo =
    "  steady: {plugin: steady, target: 1000, config: {count: 1000, wait_at: 600}}\n"
    "  quick: {plugin: steady, target: 300, config: {count: 300}}\n";

std::string command(const Scenario& scenario, const std::string& more = {}, const std::string& before = {}) {
  return before + STREAMGUARD_PROGRAM " run " + scenario.manifest().string() + " " + more + "; echo \"done:$?\"";
}

class DashboardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Tmux::there()) GTEST_SKIP() << "tmux is not installed";
  }

  static void keep_modes(const Tmux& terminal, const std::string& name) {
    terminal.line("stty -g > " + (terminal.folder() / name).string() + "; echo modes-$((40 + 2))-" + name);
    terminal.until("modes-42-" + name);
    terminal.line("clear");
    terminal.until_gone("modes-42-" + name);
  }

  static void expect_restored(const Tmux& terminal) {
    keep_modes(terminal, "after");
    EXPECT_EQ(text_of(terminal.folder() / "before"), text_of(terminal.folder() / "after")) << "stty";
    EXPECT_EQ(terminal.about("#{alternate_on}"), "0");
    EXPECT_EQ(terminal.about("#{cursor_flag}"), "1");
    EXPECT_EQ(terminal.about("#{wrap_flag}"), "1");
  }
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

TEST_F(DashboardTest, HasTheOriginalsPartsAtEveryWidthAndLeavesTheTerminalAsItWas) {
  for (const unsigned columns : {60U, 80U, 120U, 200U}) {
    SCOPED_TRACE(columns);
    const Scenario scenario(kTwo);
    const Tmux terminal(columns, 30);
    keep_modes(terminal, "before");
    terminal.line(command(scenario));
    const std::string seen = terminal.until([](const std::string& text) {
      return text.find("60.0%") != std::string::npos && text.find("1 completed") != std::string::npos;
    });
    for (const char* part : {"StreamGuard", "Collection Progress", "Collector Statistics", "TOTAL", "Recent Events",
                             "1 active", "0 errors", "steady", "running", "completed", "600"}) {
      EXPECT_NE(seen.find(part), std::string::npos) << part << "\n" << seen;
    }
    const auto lines = terminal.screen();
    ASSERT_EQ(lines.size(), 30U);
    EXPECT_EQ(lines.front().rfind(" StreamGuard", 0), 0U) << lines.front();
    EXPECT_NE(lines.back().find("1 active"), std::string::npos) << lines.back();
    EXPECT_EQ(count_of(seen, "Collection Progress"), 1U) << "nothing is drawn twice: " << seen;
    terminal.type("q");
    const std::string after = terminal.until("done:130");
    for (const char* part : {"Partial Collection Summary", "Data files created", "What you can do next"}) {
      EXPECT_NE(after.find(part), std::string::npos) << part << "\n" << after;
    }
    EXPECT_EQ(after.find("Collection Progress"), std::string::npos) << after;
    expect_restored(terminal);
  }
}

TEST_F(DashboardTest, FollowsTheSizeOfItsTerminal) {
  const Scenario scenario(kTwo);
  const Tmux terminal(120, 30);
  terminal.line(command(scenario));
  terminal.until("60.0%");
  for (const auto& [columns, rows] :
       std::vector<std::pair<unsigned, unsigned>>{{60, 20}, {200, 50}, {80, 8}, {40, 5}, {80, 24}}) {
    SCOPED_TRACE(std::to_string(columns) + "x" + std::to_string(rows));
    terminal.resize(columns, rows);
    terminal.until([&, last = rows](const std::string&) {
      const auto lines = terminal.screen();
      return lines.size() == last && lines.front().rfind(" StreamGuard", 0) == 0 &&
             lines.back().find("1 active") != std::string::npos;
    });
    EXPECT_EQ(count_of(terminal.text(), "1 active"), 1U) << terminal.text();
  }
  terminal.key("C-c");
  terminal.until("done:130");
}

TEST_F(DashboardTest, SuspendedTheShellHasItsTerminalAndBroughtBackItGoesOn) {
  const Scenario scenario(kTwo);
  const Tmux terminal(100, 30);
  keep_modes(terminal, "before");
  terminal.line(command(scenario));
  terminal.until("60.0%");
  terminal.key("C-z");
  terminal.until("Stopped");
  EXPECT_EQ(terminal.about("#{alternate_on}"), "0");
  expect_restored(terminal);
  terminal.line("fg");
  terminal.until("Collection Progress");
  EXPECT_EQ(terminal.about("#{alternate_on}"), "1");
  terminal.type("q");
  terminal.until("Partial Collection Summary");
  expect_restored(terminal);
}

TEST_F(DashboardTest, InTheBackgroundItLeavesTheTerminalAlone) {
  const Scenario scenario(kTwo);
  const Tmux terminal(100, 30);
  keep_modes(terminal, "before");
  terminal.line(command(scenario));
  terminal.until("60.0%");
  terminal.key("C-z");
  terminal.until("Stopped");
  terminal.line("bg");
  terminal.line("clear; jobs; echo still-$((40 + 2))");
  terminal.until("still-42");
  expect_restored(terminal);
  terminal.line("kill -INT %1; wait %1; echo waited-$?");
  terminal.until("waited-130");
  EXPECT_NE(terminal.text().find("Partial Collection Summary"), std::string::npos) << terminal.text();
  expect_restored(terminal);
}

TEST_F(DashboardTest, KilledItLeavesAUsableTerminal) {
  for (const char* signal : {"KILL", "SEGV"}) {
    SCOPED_TRACE(signal);
    const Scenario scenario(kTwo);
    const Tmux terminal(100, 30);
    keep_modes(terminal, "before");
    terminal.line("bash -c 'echo $$ > " + (terminal.folder() / "pid").string() + "; exec " + STREAMGUARD_PROGRAM +
                  " run " + scenario.manifest().string() + "'; echo \"done:$?\"");
    terminal.until("60.0%");
    const scenario::ProcessHandle host(std::stoi(text_of(terminal.folder() / "pid")));
    host.signal(std::string(signal) == "KILL" ? SIGKILL : SIGSEGV);
    // What the shell says may be written to the screen that is left a moment later: Enter asks it again.
    terminal.until([&](const std::string&) { return terminal.about("#{alternate_on}") == "0"; });
    terminal.key("Enter");
    terminal.until("ready>");
    expect_restored(terminal);
  }
}

TEST_F(DashboardTest, SigtermEndsItGracefully) {
  const Scenario scenario(kTwo);
  const Tmux terminal(100, 30);
  keep_modes(terminal, "before");
  terminal.line("bash -c 'echo $$ > " + (terminal.folder() / "pid").string() + "; exec " + STREAMGUARD_PROGRAM +
                " run " + scenario.manifest().string() + "'; echo \"done:$?\"");
  terminal.until("60.0%");
  scenario::ProcessHandle(std::stoi(text_of(terminal.folder() / "pid"))).signal(SIGTERM);
  terminal.until("done:130");
  expect_restored(terminal);
}

TEST_F(DashboardTest, PausedNothingIsGrantedAndNoWorkerIsBlamed) {
  // Without end, in small commits; silent for longer than two seconds it would count as hanging.
  const Scenario scenario(
      "  steady: {plugin: steady, target: all, config: {count: 1000000000, checkpoint_every: 10}, limits: {lease: "
      "2s}}\n");
  const Tmux terminal(120, 30);
  terminal.line(command(scenario));
  const std::regex samples("steady +[a-z]+ +([0-9,]+)");
  const auto seen_samples = [&](const std::string& text) {
    std::smatch match;
    return std::regex_search(text, match, samples) ? match[1].str() : std::string();
  };
  terminal.until([&](const std::string& text) { return seen_samples(text).size() > 3; });
  terminal.type("p");
  terminal.until("PAUSED");
  // What was on its way is still taken. Then nothing more comes, for longer than the lease.
  std::string last;
  std::string since;
  terminal.until([&](const std::string& text) {
    const std::string now = seen_samples(text);
    std::smatch match;
    if (!std::regex_search(text, match, std::regex("PAUSED for ([0-9]+)\\."))) return false;
    if (now != last) {
      last = now;
      since = match[1].str();
    }
    return std::stoi(match[1].str()) >= std::stoi(since) + 4;
  });
  const std::string paused = terminal.text();
  EXPECT_NE(paused.find("paused"), std::string::npos) << paused;
  terminal.type("p");
  terminal.until_gone("PAUSED");
  terminal.until([&](const std::string& text) { return !seen_samples(text).empty() && seen_samples(text) != last; });
  EXPECT_EQ(terminal.text().find("hang"), std::string::npos) << terminal.text();
  EXPECT_EQ(terminal.text().find("starts again"), std::string::npos) << terminal.text();
  terminal.type("p");
  terminal.until("PAUSED");
  terminal.key("C-c");
  const std::string after = terminal.until("done:130");
  EXPECT_NE(after.find("Partial Collection Summary"), std::string::npos) << after;
  const auto ended = scenario.result_of("steady");
  EXPECT_EQ(ended.at("status"), "interrupted");
  EXPECT_EQ(ended.at("restarts"), 0);
}

TEST_F(DashboardTest, ASecondQStopsAtOnce) {
  const Scenario scenario("  stubborn: {plugin: ignores_cancel}\n");
  const Tmux terminal(100, 30);
  terminal.line(command(scenario));
  terminal.until("1 active");
  terminal.until("running");
  terminal.type("q");
  terminal.until("SHUTDOWN SIGNAL RECEIVED");
  terminal.type("q");
  EXPECT_NE(terminal.until("done:130").find("Partial Collection Summary"), std::string::npos);
}

TEST_F(DashboardTest, PanelsOpenAndClose) {
  const Scenario scenario(kTwo);
  const Tmux terminal(100, 24);
  terminal.line(command(scenario));
  terminal.until("60.0%");
  terminal.type("?");
  terminal.until("this help");
  terminal.key("Escape");
  terminal.until("Collection Progress");
  terminal.type("l");
  terminal.until([](const std::string& text) {
    return text.find(" Events ") != std::string::npos && text.find("Collection Progress") == std::string::npos;
  });
  terminal.key("Up");
  terminal.type("w");
  terminal.until("Warnings and Errors");
  terminal.type("l");
  terminal.until("Collection Progress");
  terminal.key("C-c");
  terminal.until("done:130");
}

TEST_F(DashboardTest, CrashesAndHostileTextStayInTheirPlace) {
  const Scenario scenario(
      "  prints: {plugin: prints}\n"
      "  crash: {plugin: crash_run}\n"
      "  says: {plugin: says, config: {error: 1}}\n"
      "  steady: {plugin: steady, target: 1000, config: {count: 1000, wait_at: 600}}\n");
  const Tmux terminal(120, 40);
  keep_modes(terminal, "before");
  const std::string title = terminal.about("#{pane_title}");
  terminal.line(command(scenario));
  terminal.until("\\x1b[31m");
  terminal.until("failed");
  const auto lines = terminal.screen();
  EXPECT_EQ(lines.front().rfind(" StreamGuard", 0), 0U) << lines.front();
  EXPECT_EQ(lines.size(), 40U);
  EXPECT_EQ(terminal.about("#{pane_title}"), title);
  EXPECT_EQ(terminal.styled().find("\x1b[31mred"), std::string::npos);
  terminal.type("qq");
  terminal.until("done:130");
  expect_restored(terminal);
}

TEST_F(DashboardTest, AsciiWithoutColourWhereTheyAreNotWanted) {
  const Scenario scenario(kTwo);
  const Tmux terminal(80, 30);
  terminal.line("clear");
  terminal.line(command(scenario, "", "LC_ALL=C NO_COLOR=1 "));
  terminal.until("60.0%");
  const std::string styled = terminal.styled();
  EXPECT_TRUE(std::all_of(styled.begin(), styled.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
      << styled;
  EXPECT_EQ(styled.find('\x1b'), std::string::npos) << styled;
  terminal.key("C-c");
  terminal.until("done:130");
}

}  // namespace
}  // namespace streamguard::screen
