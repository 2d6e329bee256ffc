#include <gtest/gtest.h>

#include "functions/functions.hpp"

namespace streamguard::functions {
namespace {

std::string essence(Language language, std::string_view source) {
  Parser parser;
  return parser.essence(language, source);
}

TEST(Essence, HasNeitherCommentsNorLayout) {
  const std::string a = essence(Language::c, "int f(int a)\n{\n  return a+1; /* one */\n}\n");
  EXPECT_EQ(a, essence(Language::c, "int f( int a ) { // adds\n\treturn a + 1;\n\n}"));
  EXPECT_NE(a, essence(Language::c, "int f(int a) { return a - 1; }"));
  EXPECT_EQ(a, "int f ( int a ) { return a + 1 ; }");
}

TEST(Essence, KeepsWordsApartAndLiteralsAsTheyStand) {
  EXPECT_NE(essence(Language::c, "int f(void) { return a + +b; }"),
            essence(Language::c, "int f(void) { return a ++b; }"));
  EXPECT_NE(essence(Language::c, "char *f(void) { return \"a  b\"; }"),
            essence(Language::c, "char *f(void) { return \"a b\"; }"));
  EXPECT_NE(essence(Language::javascript, "f(`a\n  ${b}`)"), essence(Language::javascript, "f(`a ${b}`)"));
  EXPECT_EQ(essence(Language::c, "char *f(void) { return \"/* no comment */\"; }"),
            "char * f ( void ) { return \"/* no comment */\" ; }");
}

TEST(Essence, OfDirectivesIsTheirWords) {
  EXPECT_EQ(essence(Language::c, "#define A  1 \\\n   + 2 // three\nint x;\n"),
            essence(Language::c, "#define A 1 + 2\nint x;\n"));
}

TEST(Essence, OfPythonKeepsTheDepth) {
  const std::string a = "def f(x):\n    if x:\n        a()\n    b()\n";
  EXPECT_EQ(essence(Language::python, a),
            essence(Language::python, "def f( x ):\n  # why\n  if x:\n\n      a( )\n  b()"));
  EXPECT_NE(essence(Language::python, a),
            essence(Language::python, "def f(x):\n    if x:\n        a()\n        b()\n"));
  // A method as it is cut out of its class.
  EXPECT_EQ(essence(Language::python, "    def f(x):\n        return 1\n"),
            essence(Language::python, "def f(x):\n  return 1\n"));
}

TEST(Essence, OfLinesThatEndStatementsKeepsThemApart) {
  EXPECT_NE(essence(Language::javascript, "function f() { return\n a }"),
            essence(Language::javascript, "function f() { return a }"));
  EXPECT_EQ(essence(Language::go, "func f() {\n\ta()\n\tb()\n}"),
            essence(Language::go, "func f() {\n  a()\n\n  b() // b\n}"));
}

TEST(Essence, OfAnExcerptWorksInEachLanguage) {
  EXPECT_EQ(essence(Language::php, "function f($a) { # no\n return $a; }"), "function f ( $ a ) { return $ a ; }");
  EXPECT_EQ(essence(Language::java, "@Override public int f() { /* x */ return 1; }"),
            essence(Language::java, "@Override\npublic int f() {\n return 1;\n}"));
  EXPECT_EQ(essence(Language::ruby, "def f\n  1 # one\nend"), essence(Language::ruby, "def f\n    1\nend\n"));
  EXPECT_EQ(essence(Language::rust, "fn f() -> u8 { 1 /* one */ }"),
            essence(Language::rust, "fn f() -> u8 {\n    1\n}"));
  EXPECT_EQ(essence(Language::csharp, "int F() { return 1; // one\n}"),
            essence(Language::csharp, "int F()\n{\n  return 1;\n}"));
  EXPECT_EQ(essence(Language::typescript, "f(a: string): void { g(a) /* h */ }"),
            essence(Language::typescript, "f(a:string): void {\n g(a)\n}"));
}

}  // namespace
}  // namespace streamguard::functions
