// The command line itself: help, wrong words, and that help, manual and completions say the same.
#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "folder.hpp"
#include "said.hpp"
#include "scenario.hpp"

namespace streamguard::commands {
namespace {

using testing::HasSubstr;

const std::vector<std::vector<std::string>> kVerbs{
    {"run"},     {"plan"},        {"validate"},       {"status"}, {"report"}, {"show"}, {"doctor"}, {"plugins", "list"},
    {"version"}, {"completions"}, {"plugins", "info"}};

std::vector<std::string> with(std::vector<std::string> verb, const std::string& word) {
  verb.push_back(word);
  return verb;
}

TEST(Words, EveryVerbHasHelpWithExamples) {
  for (const auto& verb : kVerbs) {
    const Said help = say(with(verb, "--help"));
    EXPECT_EQ(help.code, 0) << verb[0];
    if (verb.size() == 1) {
      EXPECT_THAT(help.out, HasSubstr("Examples:\n  ")) << verb[0];
    }
    std::vector<std::string> asked = verb;
    asked.insert(asked.begin(), "help");
    EXPECT_EQ(say(asked).code, 0) << verb[0];
  }
  EXPECT_EQ(say({"help"}).code, 0);
  EXPECT_EQ(say({}).code, 2);
}

TEST(Words, WrongOnesAreAnsweredWithWhatWasMeant) {
  const auto expect = [](const std::vector<std::string>& arguments, const std::string& text) {
    const Said said = say(arguments);
    EXPECT_EQ(said.code, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_THAT(said.errors, HasSubstr(text));
    expect_harmless(said.errors);
  };
  expect({"rnu"}, "did you mean 'run'?");
  expect({"sttaus"}, "did you mean 'status'?");
  expect({"run", "--output-dri", "x"}, "did you mean --output-dir?");
  expect({"show", "--langauge=c"}, "did you mean --language?");
  expect({"plugins", "inof"}, "did you mean 'info'?");
  expect({"plugins"}, "Try 'streamguard plugins --help'");
  expect({"run", "quickstrat"}, "did you mean 'quickstart'?");
  expect({"run", "quickstart", "--collectors", "ovs"}, "did you mean 'osv'?");
  expect({"run", "quickstart", "--report-formats", "jsn"}, "did you mean 'json'?");
  expect({"run", "quickstart", "--report-formats", "json,jsn"}, "did you mean 'json'?");
  expect({"run", "quickstart", "--collectors=osv,ovs"}, "did you mean 'osv'?");
  expect({"completions", "bsh"}, "did you mean 'bash'?");
  expect({"help", "rnu"}, "did you mean 'run'?");
  expect({"\x1b[2J"}, "\\x1b[2J");
  expect({"show", "--limit", "many"}, "--limit");
  expect({"status", "a", "b"}, "b");
}

TEST(Words, ListsTakeCommasSpacesAndSeveralFlags) {
  const auto reports = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"validate", "--json"});
    const Said said = say(arguments);
    EXPECT_EQ(said.code, 0) << said.out << said.errors;
    const auto plan = nlohmann::json::parse(said.out).at("plan");
    return plan.at("reports").dump() + plan.at("name").dump() + std::to_string(plan.at("collectors").size());
  };
  const std::string meant = R"(["json","csv"]"quickstart"2)";
  EXPECT_EQ(reports({"quickstart", "--report-formats", "json,csv", "--collectors", "osv,synthetic"}), meant);
  EXPECT_EQ(reports({"quickstart", "--report-formats", "json", "csv", "--collectors", "osv", "synthetic"}), meant);
  EXPECT_EQ(reports({"quickstart", "--report-formats=json", "--report-formats=csv,json", "--collectors=osv",
                     "--collectors=synthetic"}),
            meant);
  const scenario::Folder folder;
  const auto file = folder.path() / "my.yaml";
  scenario::put(file, "version: 1\nextends: [quickstart]\nname: my\n");
  EXPECT_EQ(reports({"--collectors", "osv", "--report-formats", "json,csv", file.string()}), R"(["json","csv"]"my"1)");
}

std::set<std::string> options_in(const std::string& help) {
  static const std::regex kOption("--[a-z][a-z-]+");
  std::set<std::string> out;
  for (std::sregex_iterator at(help.begin(), help.end(), kOption), end; at != end; ++at) out.insert(at->str());
  return out;
}

/// Only the lines of options: examples and texts name those of other programs too.
std::string option_lines(const std::string& help) {
  std::string out;
  std::istringstream in(help.substr(0, help.find("Examples:")));
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("  -", 0) == 0) out += line.substr(0, 40) + "\n";
  }
  return out;
}

TEST(Words, HelpManualAndCompletionsSayTheSame) {
  const std::string share = STREAMGUARD_SHARE;
  const std::vector<std::string> scripts{scenario::text_of(share + "/bash-completion/completions/streamguard"),
                                         scenario::text_of(share + "/zsh/site-functions/_streamguard"),
                                         scenario::text_of(share + "/fish/vendor_completions.d/streamguard.fish")};
  EXPECT_EQ(say({"completions", "bash"}).out, scripts[0]);
  EXPECT_EQ(say({"completions", "zsh"}).out, scripts[1]);
  EXPECT_EQ(say({"completions", "fish"}).out, scripts[2]);
  for (const auto& verb : kVerbs) {
    const auto options = options_in(option_lines(say(with(verb, "--help")).out));
    EXPECT_GE(options.size(), 1U) << verb[0];
    const std::string page = scenario::text_of(share + "/man/man1/streamguard-" + verb[0] + ".1");
    for (const std::string& option : options) {
      std::string escaped;
      for (const char c : option) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
      EXPECT_THAT(page, HasSubstr(escaped)) << verb[0];
      EXPECT_THAT(scripts[0], HasSubstr(option)) << verb[0];
      EXPECT_THAT(scripts[1], HasSubstr(option + "[")) << verb[0];
      EXPECT_THAT(scripts[2], HasSubstr(" -l " + option.substr(2) + " ")) << verb[0];
    }
  }
}

TEST(Words, ManualPagesAreCleanRoff) {
  if (!installed("mandoc")) GTEST_SKIP() << "needs mandoc";
  const Said lint = shell("mandoc -T lint -W warning " STREAMGUARD_SHARE "/man/man1/*.1");
  EXPECT_EQ(lint.out, "");
  EXPECT_EQ(lint.errors, "");
  EXPECT_THAT(shell("mandoc -T utf8 " STREAMGUARD_SHARE "/man/man1/streamguard-show.1 | col -b").out,
              HasSubstr("--language LANGUAGE"));
}

}  // namespace
}  // namespace streamguard::commands
