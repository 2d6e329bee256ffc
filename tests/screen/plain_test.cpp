// Where there is no dashboard: plain lines, and never a control code, whatever plugins say.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "scenario.hpp"
#include "tmux.hpp"

namespace streamguard::screen {
namespace {

using scenario::Scenario;
using scenario::text_of;

const std::string kHostile =
    "  prints: {plugin: prints}\n"
    "  says: {plugin: says, config: {error: 1}}\n";

/// What `script` saw on the terminal that it gave to the program.
std::string recorded(const Scenario& scenario, const std::string& more, const std::string& before) {
  const std::string typescript = (scenario.folder() / "typescript").string();
  const std::string line = "script -q -c '" + before + STREAMGUARD_PROGRAM " run " + scenario.manifest().string() +
                           " " + more + "' " + typescript + " > /dev/null < /dev/null";
  EXPECT_EQ(std::system(line.c_str()), 0);
  std::string text = text_of(typescript);
  // script's own first and last line say what it ran.
  text.erase(0, text.find('\n') + 1);
  return text;
}

bool has_script() { return std::system("command -v script > /dev/null") == 0; }

void expect_plain(const std::string& text) {
  EXPECT_NE(text.find("Collection Summary"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(byte >= 0x20 || c == '\n' || c == '\r') << static_cast<int>(byte);
  }
}

TEST(PlainMode, WritesNoControlCodeOnATerminal) {
  if (!has_script()) GTEST_SKIP() << "script is not installed";
  expect_plain(recorded(Scenario(kHostile), "--no-dashboard", ""));
  expect_plain(recorded(Scenario(kHostile), "", "TERM=dumb "));
  expect_plain(recorded(Scenario(kHostile), "--events - ", ""));
}

TEST(PlainMode, IsWhatAPipeGets) {
  Scenario scenario(kHostile);
  scenario::Host host({"run", scenario.manifest().string()});
  host.wait();
  EXPECT_EQ(host.output().find('\x1b'), std::string::npos);
  EXPECT_NE(host.output().find("Collection Summary"), std::string::npos);
}

TEST(PlainMode, SaysWhatARerunContinuesFrom) {
  Scenario scenario("  steady: {plugin: steady, target: all, config: {count: 1000, wait_at: 600}}\n");
  {
    scenario::Host host(scenario.arguments());
    host.until([](const nlohmann::json& event) { return event.value("samples", 0) == 600; });
    host.process().interrupt();
    EXPECT_EQ(host.wait().code, 130);
    for (const char* part :
         {"SHUTDOWN SIGNAL RECEIVED", "Partial Collection Summary", "Duration", "Mode        parallel",
          "0 of 1 did their work", "Data files created", "steady: 1 file, ", "--fresh"}) {
      EXPECT_NE(host.errors().find(part), std::string::npos) << part << "\n" << host.errors();
    }
  }
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--resume"}, std::vector<std::string>{}}) {
    scenario::Host host(scenario.arguments(more));
    const std::string text = host.until("run_resumed").at("text");
    EXPECT_NE(text.find("last committed 20"), std::string::npos) << text;
    EXPECT_NE(text.find("steady "), std::string::npos) << text;
    EXPECT_EQ(host.wait().code, 0);
  }
}

}  // namespace
}  // namespace streamguard::screen
