#include "cli/command_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace streamguard::cli {
namespace {

using testing::HasSubstr;

/// A small program with everything that a definition can hold.
class Words : public testing::Test {
 protected:
  Words() : app_("A program.", "streamguard") {
    CLI::App* run = app_.add_subcommand("run", "Collect what's there");
    run->add_option("manifest", text_, "A manifest")->type_name("FILE|NAME");
    run->add_option("--output-dir", text_, "Where [data] goes: there")->type_name("DIR");
    run->add_option("--mode", text_, "How")->check(CLI::IsMember({"fast", "slow"}));
    run->add_flag("--dry", flag_, "Don't do it");
    run->footer("A note.\n\nExamples:\n  streamguard run x\n  .hidden 'line'");
    CLI::App* plugins = app_.add_subcommand("plugins", "Plugins");
    plugins->add_subcommand("list", "All")->add_flag("--json", flag_, "As JSON");
    plugins->add_subcommand("info", "One")->add_option("plugin", text_, "Its id")->type_name("PLUGIN")->required();
    app_.add_subcommand("secret", "Not for people")->group("");
    words_ = words_of(app_);
  }
  CLI::App app_;
  std::string text_;
  bool flag_ = false;
  VerbWords words_;
};

TEST_F(Words, AreReadOffTheParser) {
  ASSERT_EQ(words_.verbs.size(), 2U) << "the hidden one is left out";
  const VerbWords& run = words_.verbs[0];
  EXPECT_EQ(run.notes, "A note.");
  EXPECT_EQ(run.examples, "  streamguard run x\n  .hidden 'line'");
  ASSERT_EQ(run.positionals.size(), 1U);
  EXPECT_EQ(run.positionals[0].value, Value::manifest);
  ASSERT_EQ(run.options.size(), 4U);
  EXPECT_EQ(run.options[1].value, Value::folder);
  EXPECT_EQ(run.options[2].choices, (std::vector<std::string>{"fast", "slow"}));
  EXPECT_EQ(run.options[3].value, Value::none);
  std::vector<std::string> leaves;
  for (const VerbWords* leaf : leaves_of(words_)) leaves.push_back(leaf->joined(" "));
  EXPECT_EQ(leaves, (std::vector<std::string>{"run", "plugins list", "plugins info"}));
}

TEST_F(Words, WhatWasMeantIsGuessed) {
  EXPECT_THAT(suggestion(words_, {"rnu"}), HasSubstr("did you mean 'run'?"));
  EXPECT_THAT(suggestion(words_, {"plugins", "lits"}), HasSubstr("'plugins lits': did you mean 'list'?"));
  EXPECT_THAT(suggestion(words_, {"run", "--output-dri=x"}), HasSubstr("did you mean --output-dir?"));
  EXPECT_THAT(suggestion(words_, {"zzzzzzz"}), HasSubstr("there are: run, plugins"));
  EXPECT_EQ(suggestion(words_, {"run", "--dry", "--help"}), "");
  EXPECT_EQ(suggestion(words_, {"run", "--", "--dyr"}), "");
}

TEST_F(Words, EveryShellKnowsEveryOption) {
  for (const std::string& script : {bash_completion(words_), zsh_completion(words_), fish_completion(words_)}) {
    for (const char* word :
         {"run", "plugins", "list", "info", "output-dir", "mode", "dry", "fast slow", "json", "words plugins"}) {
      EXPECT_THAT(script, HasSubstr(word));
    }
    EXPECT_EQ(script.find("secret"), std::string::npos);
  }
}

TEST_F(Words, ManualEscapesWhatRoffWouldTakeForItsOwn) {
  const std::string page = manual_page(words_.verbs[0], words_);
  EXPECT_EQ(manual_name(words_.verbs[1]), "streamguard-plugins");
  EXPECT_THAT(page, HasSubstr(".TH STREAMGUARD\\-RUN 1"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-output\\-dir\\fR \\fIDIR\\fR"));
  EXPECT_THAT(page, HasSubstr("  .hidden 'line'\n"));
  EXPECT_THAT(page, HasSubstr("Collect what's there."));
  for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"}) {
    EXPECT_THAT(page, HasSubstr(std::string(".SH ") + section + "\n"));
  }
}

}  // namespace
}  // namespace streamguard::cli
