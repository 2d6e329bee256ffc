// The completion scripts in the shells themselves.
#include <gmock/gmock.h>

#include "folder.hpp"
#include "said.hpp"

namespace streamguard::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What bash offers behind this line; its last word is the one being typed.
std::string bash_offers(const std::string& words) {
  return shell(
             "source <(\"$SG\" completions bash)\n"
             "COMP_WORDS=(" +
                 words +
                 ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                 "_streamguard \"$SG\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
                 "printf '%s\\n' \"${COMPREPLY[@]}\"\n",
             "bash")
      .out;
}

TEST(Bash, CompletesVerbsOptionsAndWhatIsInstalled) {
  if (!installed("bash")) GTEST_SKIP() << "needs bash";
  EXPECT_EQ(bash_offers("streamguard sta"), "status\n");
  EXPECT_EQ(bash_offers("streamguard plugins in"), "info\n");
  EXPECT_EQ(bash_offers("streamguard plugins info js"), "json\n");
  EXPECT_THAT(bash_offers("streamguard report --for"), HasSubstr("--format\n"));
  EXPECT_THAT(bash_offers("streamguard report --format ''"), testing::AllOf(HasSubstr("all\n"), HasSubstr("csv\n")));
  EXPECT_EQ(bash_offers("streamguard report --format = cs"), "csv\n");
  EXPECT_EQ(bash_offers("streamguard run --sandbox s"), "strict\n");
  EXPECT_THAT(bash_offers("streamguard run quick"), HasSubstr("quickstart\n"));
  EXPECT_EQ(bash_offers("streamguard completions z"), "zsh\n");
  EXPECT_THAT(bash_offers("streamguard ''"), Not(HasSubstr("manual")));
  EXPECT_EQ(bash_offers("streamguard show --limit ''"), "\n");
}

TEST(Bash, CompletesPathsWithSpaces) {
  if (!installed("bash")) GTEST_SKIP() << "needs bash";
  const scenario::Folder folder;
  std::filesystem::create_directories(folder.path() / "my data");
  scenario::put(folder.path() / "my file", "");
  const std::string begun = "'" + folder.path().string() + "/my'";
  EXPECT_EQ(bash_offers("streamguard status " + begun), folder.path().string() + "/my data\n");
  EXPECT_THAT(bash_offers("streamguard run --events " + begun), HasSubstr("/my file\n"));
}

TEST(Fish, CompletesVerbsOptionsAndWhatIsInstalled) {
  if (!installed("fish")) GTEST_SKIP() << "needs fish";
  const scenario::Folder home;
  const auto offers = [&](const std::string& line) {
    return shell("$SG completions fish | source\nset -x PATH (dirname $SG) $PATH\ncomplete -C '" + line + "'\n",
                 "fish --no-config", {{"HOME", home.path().string()}})
        .out;
  };
  EXPECT_THAT(offers("streamguard sta"), HasSubstr("status\t"));
  EXPECT_THAT(offers("streamguard plugins i"), HasSubstr("info\t"));
  EXPECT_THAT(offers("streamguard report --for"), HasSubstr("--format\t"));
  EXPECT_THAT(offers("streamguard report --format c"), HasSubstr("csv"));
  EXPECT_THAT(offers("streamguard run --sandbox s"), HasSubstr("strict"));
  EXPECT_THAT(offers("streamguard run quick"), HasSubstr("quickstart"));
  EXPECT_THAT(offers("streamguard status --wa"), HasSubstr("--watch\t"));
}

/// What zsh makes of this line when it is completed: only on a terminal, so it has one of its own there.
std::string zsh_offers(const std::string& line, const std::filesystem::path& home) {
  return shell("export HOME=" + home.string() + " ZDOTDIR=" + home.string() + R"zsh(
path=($(dirname $SG) $path)
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT=; autoload -Uz compinit; compinit -u -D; source <(streamguard completions zsh)'
zpty -w shell 'finish() { zle complete-word; print -r -- "[offered:$BUFFER]" }; zle -N finish; bindkey "^I" finish'
zpty -w shell 'echo rea""dy'
zpty -r -m shell out '*ready*'
zpty -w -n shell ')zsh" +
                   line + R"zsh('$'\t'
zpty -r -m shell out '*\[offered:*\]*'
zpty -d shell
print -r -- ${${out##*\[offered:}%%\]*}
)zsh",
               "zsh -f")
      .out;
}

TEST(Zsh, CompletesVerbsOptionsAndWhatIsInstalled) {
  if (!installed("zsh")) GTEST_SKIP() << "needs zsh";
  const scenario::Folder home;
  EXPECT_EQ(shell("zsh -n " STREAMGUARD_SHARE "/zsh/site-functions/_streamguard").errors, "");
  EXPECT_EQ(zsh_offers("streamguard sta", home.path()), "streamguard status \n");
  EXPECT_EQ(zsh_offers("streamguard report --form", home.path()), "streamguard report --format \n");
  EXPECT_EQ(zsh_offers("streamguard run --sandbox str", home.path()), "streamguard run --sandbox strict \n");
  EXPECT_EQ(zsh_offers("streamguard plugins info cs", home.path()), "streamguard plugins info csv \n");
}

}  // namespace
}  // namespace streamguard::commands
