#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FunctionsOfC, AreWholeLinesWithoutTheCommentBefore) {
  const std::string source =
      "#include <stdio.h>\n"
      "/* Adds. */\n"
      "static int\n"
      "add(int a,  /* left */\n"
      "    int b)\n"
      "{\n"
      "\treturn a + b; /* } */\n"
      "}\n"
      "int declared(int a);\n"
      "int one(void) { return 1; } int two(void) { return 2; }\n";
  EXPECT_THAT(outline(Language::c, source), ElementsAre("add 3-8", "one 10-10", "two 10-10"));
  EXPECT_EQ(text(Language::c, source, "add"),
            "static int\nadd(int a,  /* left */\n    int b)\n{\n\treturn a + b; /* } */\n}\n");
  EXPECT_EQ(text(Language::c, source, "one"), "int one(void) { return 1; }");
  EXPECT_EQ(text(Language::c, source, "two"), "int two(void) { return 2; }\n");
}

TEST(FunctionsOfC, MayBeWrittenInTheOldWay) {
  EXPECT_THAT(outline(Language::c,
                      "int\nmain(argc, argv)\n  int argc;\n  char **argv;\n{\n  return 0;\n}\n"
                      "plain(a) { return a; }\n"),
              ElementsAre("main 1-7", "plain 8-8"));
}

TEST(FunctionsOfC, AreNamedThroughPointersAndAttributes) {
  EXPECT_THAT(symbols(Language::c,
                      "static void (*pick(int x))(int) { return 0; }\n"
                      "__attribute__((noreturn)) void die(const char *f, ...) __printf(1, 2)\n{\n}\n"
                      "char **list(void) { return 0; }\n"),
              ElementsAre("pick", "die", "list"));
}

TEST(FunctionsOfC, KeepTheMacrosOfTheirHeader) {
  const std::string source =
      "STATIC int first(int a)\n{\n  return 1;\n}\n"
      "LIBFOO_PUBFUN int LIBFOO_CALL second(int a) { return 1; }\n"
      "static void LIBFOO_FORMAT(2, 0)\nthird(const char *format, ...)\n{\n}\n"
      "PyMODINIT_FUNC fourth(void)\n{\n}\n"
      "EXPORT_SYMBOL(fourth)\n\nint fifth(void)\n{\n}\n";
  EXPECT_THAT(outline(Language::c, source),
              ElementsAre("first 1-4", "second 5-5", "third 6-9", "fourth 10-12", "fifth 15-17"));
  EXPECT_EQ(text(Language::c, source, "second"), "LIBFOO_PUBFUN int LIBFOO_CALL second(int a) { return 1; }\n");
}

TEST(FunctionsOfC, AreNamedByTheMacroThatMakesThem) {
  const std::string source =
      "SYSCALL_DEFINE2(pause_all, int, how)\n{\n\treturn 0;\n}\n"
      "PHP_FUNCTION(str_turn)\n{\n}\n"
      "static PHP_METHOD(Tree, climb)\n{\n}\n"
      "TEST(Suite, Case)\n{\n}\n";
  EXPECT_THAT(outline(Language::c, source), ElementsAre("SYSCALL_DEFINE2(pause_all) 1-4", "PHP_FUNCTION(str_turn) 5-7",
                                                        "PHP_METHOD(Tree, climb) 8-10", "TEST(Suite, Case) 11-13"));
  EXPECT_EQ(name(Language::c, source, "SYSCALL_DEFINE2(pause_all)"), "pause_all");
  EXPECT_EQ(name(Language::c, source, "PHP_METHOD(Tree, climb)"), "climb");
}

TEST(FunctionsOfC, DoNotIncludeBlocksBehindMacros) {
  EXPECT_THAT(
      symbols(Language::c, "void walk(void)\n{\n  for_each_item(a, b) {\n    use(a);\n  }\n  forever(x) {\n  }\n}\n"),
      ElementsAre("walk"));
}

TEST(FunctionsOfC, AreFoundInEachBranchOfAConditional) {
  EXPECT_THAT(outline(Language::c,
                      "#ifdef WINDOWS\nint f(void)\n{\n  return 1;\n}\n#elif defined(B)\nint f(void)\n{\n"
                      "  return 2;\n}\n#else\nint f(void)\n{\n  return 3;\n}\n#endif\n"
                      "#if 0\nint dead(void) { don't }\n#endif\n"),
              ElementsAre("f 2-5", "f 7-10", "f 12-15"));
}

TEST(FunctionsOfC, ReachBackToTheConditionalThatSplitsTheirHeader) {
  const std::string source =
      "int before;\n#ifdef WIDE\nint f(long a)\n#else\nint f(int a)\n#endif\n{\n  return 0;\n}\n";
  EXPECT_THAT(outline(Language::c, source), ElementsAre("f 2-9"));
}

TEST(FunctionsOfC, AreLeftOutWhereAConditionalDecidesOnTheirExtent) {
  EXPECT_THAT(symbols(Language::c,
                      "#ifdef A\nint f(int a) {\n#else\nint f(int a, int b) {\n#endif\n  return a;\n}\n"
                      "int sound(void) { return 0; }\n"),
              ElementsAre("sound"));
  EXPECT_THAT(symbols(Language::c,
                      "int f(int a)\n{\n#ifdef A\n  return g(a);\n}\nstatic int g(int a)\n{\n#endif\n  return a;\n}\n"
                      "int sound(void) { return 0; }\n"),
              ElementsAre("sound"));
}

TEST(FunctionsOfC, BearConditionalsThatOpenAndCloseBlocksTogether) {
  EXPECT_THAT(outline(Language::c,
                      "int f(int a)\n{\n#ifdef A\n  if (a) {\n#else\n  while (a) {\n#endif\n    a--;\n  }\n"
                      "#ifdef B\n  if (a) {\n#endif\n    a++;\n#ifdef B\n  }\n#endif\n  return a;\n}\n"
                      "int g(void)\n{\n  return 0;\n}\n"),
              ElementsAre("f 1-18", "g 19-22"));
}

TEST(FunctionsOfC, AreFoundAgainBehindWhatCannotBeRead) {
  const std::string source =
      "static\nENUM_THINGS(device, gx_device *dev) return 0;\ncase 0: ENUM_RETURN(dev->parent);\nENUM_END\n"
      "/* next */\nint good(gx_device *dev)\n{\n  if (dev == 0) {\n    return 1;\n  }\n  return 0;\n}\n";
  Parser parser;
  EXPECT_TRUE(parser.outline(Language::c, source).broken);
  EXPECT_THAT(symbols(Language::c, source), ElementsAre("good"));
}

TEST(FunctionsOfC, AreLeftOutWhereTheyDoNotEnd) {
  EXPECT_THAT(symbols(Language::c, "int good(void) { return 0; }\nint cut(int a)\n{\n  if (a) {\n    return 1;\n"),
              ElementsAre("good"));
  EXPECT_THAT(symbols(Language::c, ""), IsEmpty());
}

TEST(FunctionsOfC, CountLinesByLineFeedsAlone) {
  EXPECT_THAT(outline(Language::c, "int a;\r\nint f(void)\r\n{\r\n  return 0;\r\n}\r\nint g(void)\r\n{\r\n}"),
              ElementsAre("f 2-5", "g 6-8"));
}

}  // namespace
}  // namespace streamguard::functions
