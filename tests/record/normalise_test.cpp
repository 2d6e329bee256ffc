#include "record/normalise.hpp"

#include <gtest/gtest.h>

#include <string>

namespace streamguard::record {
namespace {

std::string normal(std::string_view code, std::string_view language) {
  std::string out;
  normalise(code, language, out);
  return out;
}

TEST(Normalise, DropsCommentsAndSpaceOfCLikeLanguages) {
  EXPECT_EQ(normal("int f(int a) { // why\n  return a; /* how\n */ }\n", "c"), "intf(inta){returna;}");
  EXPECT_EQ(normal("a /* never closed", "Java"), "a");
  EXPECT_EQ(normal("a // no line end", "C++"), "a");
  EXPECT_EQ(normal("a / b", "go"), "a/b");
}

TEST(Normalise, RespectsStrings) {
  EXPECT_EQ(normal("s = \"a // b\"; // c", "c"), "s=\"a // b\";");
  EXPECT_EQ(normal("s = \"a \\\" // b\"; // c", "c"), "s=\"a \\\" // b\";");
  EXPECT_EQ(normal("c = '\"'; // d", "c"), "c='\"';");
  EXPECT_EQ(normal("s = `a\n // b`; // c", "javascript"), "s=`a\n // b`;");
  EXPECT_EQ(normal("s = '# no' # yes", "python"), "s='# no'");
  EXPECT_EQ(normal("s = \"\"\"a # b\n 'c' \"\"\" # d", "python"), "s=\"\"\"a # b\n 'c' \"\"\"");
}

TEST(Normalise, AStringThatALineShouldHaveClosedSpoilsOneLine) {
  EXPECT_EQ(normal("don't // kept\nx // gone", "c"), "don't // keptx");
}

TEST(Normalise, PhpHasBothStylesAndAttributes) {
  EXPECT_EQ(normal("$a = 1; # x\n$b = 2; // y\n#[Pure]\n$c = 3; /* z */", "PHP"), "$a=1;$b=2;#[Pure]$c=3;");
}

TEST(Normalise, ShellHashInsideAWordIsCode) {
  EXPECT_EQ(normal("echo $# a#b # gone\nexit", "shell"), "echo$#a#bexit");
  EXPECT_EQ(normal("x=1#gone", "python"), "x=1");
}

TEST(Normalise, AnEscapedSlashStartsNoComment) {
  EXPECT_EQ(normal("u = /https?:\\/\\// ; v", "javascript"), "u=/https?:\\/\\//;v");
}

TEST(Normalise, UnknownLanguagesLoseOnlyWhiteSpace) {
  EXPECT_EQ(normal("a # \"b c\" // d\t\n", "brainfuck"), "a#\"bc\"//d");
  EXPECT_EQ(normal("", "c"), "");
}

TEST(Normalise, AppendsBehindWhatIsThere) {
  std::string out = "x ";
  normalise("a b", "c", out);
  EXPECT_EQ(out, "x ab");
}

}  // namespace
}  // namespace streamguard::record
