// streamguard show: filters, choices, and foreign text.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "hostile_folder.hpp"
#include "said.hpp"

namespace streamguard::commands {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Show : public testing::Test {
 protected:
  void write(const std::vector<Written>& samples) {
    std::vector<std::string> records;
    for (const Written& one : samples) records_.push_back(record_of(one));
    write_folder(output(), records_);
  }
  /// Twelve that differ in everything a filter looks at.
  void write_usual() {
    std::vector<Written> samples;
    for (unsigned i = 0; i < 12; ++i) {
      Written one;
      one.number = i;
      one.language = i % 2 == 0 ? "Python" : "C";
      one.cwe = i % 3 == 0 ? "CWE-79" : "CWE-89";
      one.tier = i % 4 == 0 ? "gold" : "silver";
      one.severity = i % 5 == 0 ? "CRITICAL" : "LOW";
      one.id = "CVE-2024-" + std::to_string(1000 + i);
      one.repository = i % 6 == 0 ? "https://github.com/acme/parser" : "https://gitlab.com/other/thing";
      one.title = "Sample " + std::to_string(i);
      if (i == 7) one.before = one.after = "", one.kind = "advisory", one.description = "Only words.";
      samples.push_back(one);
    }
    write(samples);
  }
  Said show(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"show", output().string()});
    return say(arguments);
  }
  std::size_t count(std::vector<std::string> arguments) {
    arguments.emplace_back("--count");
    const Said said = show(arguments);
    EXPECT_EQ(said.code, 0) << said.errors;
    return static_cast<std::size_t>(std::stoul("0" + said.out));
  }
  std::filesystem::path output() const { return folder_.path() / "out"; }
  scenario::Folder folder_;
  std::vector<std::string> records_;
};

TEST_F(Show, FiltersByEveryField) {
  write_usual();
  EXPECT_EQ(count({}), 12U);
  EXPECT_EQ(count({"--language", "python"}), 6U);
  EXPECT_EQ(count({"--language", "python,c"}), 11U);
  EXPECT_EQ(count({"--cwe", "79"}), 4U);
  EXPECT_EQ(count({"--cwe", "CWE-79", "--cwe", "cwe-89"}), 12U);
  EXPECT_EQ(count({"--tier", "gold"}), 3U);
  EXPECT_EQ(count({"--severity", "critical"}), 3U);
  EXPECT_EQ(count({"--id", "cve-2024-1003"}), 1U);
  EXPECT_EQ(count({"--repository", "ACME/"}), 2U);
  EXPECT_EQ(count({"--with-code"}), 11U);
  EXPECT_EQ(count({"--kind", "advisory"}), 1U);
  EXPECT_EQ(count({"--source", "osv"}), 12U);
  EXPECT_EQ(count({"--language", "Python", "--cwe", "79", "--tier", "gold"}), 1U);
  EXPECT_EQ(count({"--id", json::parse(records_[5]).at("sample_id").get<std::string>().substr(0, 10)}), 1U);
}

TEST_F(Show, JsonIsTheRecordsAsTheyAre) {
  write_usual();
  EXPECT_EQ(show({"--json", "--limit", "0"}).out, [&] {
    std::string all;
    for (const auto& one : records_) all += one + "\n";
    return all;
  }());
  EXPECT_EQ(show({"--json", "--limit", "1", "--offset", "3"}).out, records_[3] + "\n");
}

TEST_F(Show, SeedsChooseFairlyAndAgain) {
  write_usual();
  const auto chosen = [&](const char* seed) { return show({"--json", "--seed", seed, "--limit", "4"}).out; };
  EXPECT_EQ(chosen("7"), chosen("7"));
  std::set<std::string> different;
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    const std::string one = chosen(seed);
    EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 4);
    different.insert(one);
  }
  EXPECT_GT(different.size(), 1U);
  EXPECT_EQ(show({"--seed", "1", "--limit", "0"}).code, 2);
  EXPECT_EQ(show({"--seed", "1", "--offset", "2"}).code, 2);
}

TEST_F(Show, TextHasDiffsAndNoColourInAPipe) {
  write_usual();
  const Said said = show({"--limit", "1"});
  EXPECT_THAT(said.out, HasSubstr("-b\n+B\n"));
  expect_harmless(said.out);
  EXPECT_THAT(show({"--limit", "1", "--color", "always"}).out, HasSubstr("\x1b[31m-b\x1b[0m"));
  EXPECT_THAT(show({"--kind", "advisory"}).out, HasSubstr("Only words."));
}

TEST_F(Show, NothingThatFitsIsSaidAndNoError) {
  write_usual();
  const Said said = show({"--cwe", "12345"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out, "");
  EXPECT_THAT(said.errors, HasSubstr("None of the 12 samples fits"));
  const Said wrong = show({"--source", "ovs"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("did you mean 'osv'?"));
}

TEST_F(Show, HostileTextReachesNoTerminalRaw) {
  Written one;
  one.title = one.before = one.description = one.repository = one.id = one.language = one.cwe = hostile_text();
  one.after = hostile_text() + "\nmore\n";
  Written words = one;
  words.number = 1;
  words.before = words.after = "";
  words.kind = "advisory";
  Written line = one;
  line.number = 2;
  line.title = std::string(1'000'000, 'x') + hostile_text();
  line.before = line.title;
  write({one, words, line});
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"--whole"}, {"--language", hostile_text().substr(0, 10)}}) {
    const Said said = show(arguments);
    expect_harmless(said.out);
    expect_harmless(said.errors);
  }
  EXPECT_THAT(show({}).out, HasSubstr("\\x1b[2J\\x1b]0;owned\\x07"));
  EXPECT_LT(show({"--whole"}).out.size(), 100'000U) << "lines of a megabyte are cut";
  const Said wrong = show({"--source", "\x1b[2J"});
  expect_harmless(wrong.errors);
}

TEST_F(Show, OnATerminalColoursPagerAndEscapedJson) {
  if (!installed("script")) GTEST_SKIP() << "needs the program 'script'";
  Written one;
  one.title = hostile_text();
  write({one});
  const auto on_terminal = [&](const std::string& what,
                               const std::vector<std::pair<std::string, std::string>>& variables) {
    auto all = variables;
    all.emplace_back("TERM", "xterm");
    return shell("script -qec \"$SG show " + output().string() + " " + what + "\" /dev/null </dev/null", "/bin/sh", all)
        .out;
  };
  EXPECT_THAT(on_terminal("--no-pager", {}), HasSubstr("\x1b[31m-b\x1b[0m"));
  EXPECT_THAT(on_terminal("--no-pager", {{"NO_COLOR", "1"}}), Not(HasSubstr("\x1b[31m")));
  EXPECT_THAT(on_terminal("", {{"STREAMGUARD_PAGER", "tr a-z A-Z"}}), HasSubstr("FUNCTION_PAIR"));
  const std::string raw = on_terminal("--json", {{"PAGER", "cat"}});
  EXPECT_EQ(raw.find('\x1b'), std::string::npos);
  EXPECT_THAT(raw, HasSubstr("\\u202e"));
}

TEST_F(Show, AReaderThatLeavesIsNoError) {
  if (!installed("head")) GTEST_SKIP() << "needs a shell";
  write_usual();
  const Said said = shell("$SG show " + output().string() + " --json --limit 0 | head -1");
  EXPECT_EQ(said.errors, "");
  EXPECT_EQ(said.out, records_[0] + "\n");
}

TEST_F(Show, AFullDiskIsAnError) {
  if (!installed("sh") || !std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs a shell and /dev/full";
  write_usual();
  const Said said = shell("$SG show " + output().string() + " --json > /dev/full; echo $?");
  EXPECT_EQ(said.out, "1\n");
  EXPECT_THAT(said.errors, HasSubstr("standard output cannot be written"));
}

}  // namespace
}  // namespace streamguard::commands
