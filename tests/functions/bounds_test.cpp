// Hostile sources: nothing may crash, hang or take memory without bound, and what is said must be true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::array kAll{Language::c,          Language::cpp,  Language::python, Language::javascript,
                          Language::typescript, Language::tsx,  Language::java,   Language::go,
                          Language::php,        Language::ruby, Language::rust,   Language::csharp};

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

struct Sample {
  Language language;
  std::string_view source;
};

constexpr std::array kSamples{Sample{Language::c, "int f(void) { return 1; }"},
                              Sample{Language::cpp, "int f() { return 1; }"},
                              Sample{Language::python, "def f():\n  return 1\n"},
                              Sample{Language::javascript, "function f() { return 1; }"},
                              Sample{Language::typescript, "function f(): number { return 1; }"},
                              Sample{Language::tsx, "function f(): number { return 1; }"},
                              Sample{Language::java, "class A { int f() { return 1; } }"},
                              Sample{Language::go, "package a\nfunc f() int { return 1 }\n"},
                              Sample{Language::php, "<?php function f() { return 1; }"},
                              Sample{Language::ruby, "def f\n  1\nend\n"},
                              Sample{Language::rust, "fn f() -> u8 { 1 }"},
                              Sample{Language::csharp, "class A { int F() { return 1; } }"}};

TEST(Grammars, AllLoad) {
  Parser parser;
  for (const Sample& sample : kSamples) {
    const Outline outline = parser.outline(sample.language, sample.source);
    EXPECT_THAT(outline.functions, SizeIs(1)) << name_of(sample.language);
    EXPECT_FALSE(outline.broken) << name_of(sample.language);
  }
}

TEST(Grammars, WorkInSeveralThreads) {
  std::array<bool, 4> good{};
  std::vector<std::thread> threads;
  for (bool& mine : good) {
    threads.emplace_back([&mine] {
      Parser parser;
      mine = true;
      for (int i = 0; i < 50; ++i) {
        for (const Sample& sample : kSamples) {
          mine = mine && parser.outline(sample.language, sample.source).functions.size() == 1 &&
                 !parser.essence(sample.language, sample.source).empty();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(good, ElementsAre(true, true, true, true));
}

TEST(Bounds, OfTheSizeHold) {
  Parser parser;
  const Outline outline = parser.outline(Language::c, std::string(Parser::kMostBytes + 1, ' '));
  EXPECT_THAT(outline.functions, IsEmpty());
  EXPECT_TRUE(outline.broken);
  EXPECT_EQ(parser.essence(Language::c, std::string(Parser::kMostBytes, ' ') + " int  x; "), "int x;");
}

TEST(Bounds, OfTheDepthHold) {
  Parser parser;
  for (const Language language : kAll) {
    parser.outline(language, times(70'000, "{"));
    parser.outline(language, times(10'000, "a("));
  }
  EXPECT_THAT(symbols(Language::c, "int f(void) { return " + times(100'000, "(") + "1" + times(100'000, ")") + "; }"),
              ElementsAre("f"));
  EXPECT_THAT(symbols(Language::javascript, times(20'000, "function f(){") + times(20'000, "}")), SizeIs(32));
}

// More than 65535 children of one node are more than the parser can count.
TEST(Bounds, OfTheWidthHold) {
  EXPECT_THAT(symbols(Language::javascript, times(70'000, "// no\n") + "function f() { return 1; }\n"),
              ::testing::Each("f"));
  EXPECT_THAT(symbols(Language::python, times(70'000, "# no\n") + "def f():\n  return 1\n"), ::testing::Each("f"));
  EXPECT_THAT(symbols(Language::c, times(100'000, "}") + "int f(void) { return 1; }\n" + times(100'000, "{")),
              ::testing::Each("f"));
}

TEST(Bounds, OfConditionalsHold) {
  EXPECT_THAT(symbols(Language::c, times(100'000, "#if A\n") + "int f(void) { return 1; }\n"), ElementsAre("f"));
  EXPECT_THAT(symbols(Language::c, times(20'000, "#if A\nint f(){\n#else\nint g(){\n#endif\n}\n")), IsEmpty());
  EXPECT_THAT(symbols(Language::c, times(1'000, "#else\n#endif\n") + "int f(void) { return 1; }\n"), ElementsAre("f"));
}

TEST(Bounds, OfBytesThatAreNoTextHold) {
  Parser parser;
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  for (const Language language : kAll) {
    parser.outline(language, times(200, bytes));
    parser.essence(language, times(200, bytes));
  }
  using namespace std::string_view_literals;
  EXPECT_THAT(symbols(Language::python, "def f():\n  return '\0\xff\xc3'\n\ndef g():\n  pass\n"sv),
              ElementsAre("f", "g"));
}

TEST(Bounds, OfALongLineHold) {
  EXPECT_THAT(symbols(Language::javascript, times(20'000, "function a(b){return b+1};var c=a(1,\"x\",[1,2],{k:3});")),
              SizeIs(20'000));
}

}  // namespace
}  // namespace streamguard::functions
