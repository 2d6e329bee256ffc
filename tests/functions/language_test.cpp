#include <gtest/gtest.h>

#include "functions/functions.hpp"

namespace streamguard::functions {
namespace {

std::string of(std::string_view path, std::string_view content = "") {
  const auto language = language_of(path, content);
  return language ? std::string(name_of(*language)) : "none";
}

TEST(LanguageOf, GoesByTheEnding) {
  EXPECT_EQ(of("src/a.c"), "C");
  EXPECT_EQ(of("a.cc"), "C++");
  EXPECT_EQ(of("a.TCC"), "C++");
  EXPECT_EQ(of("a.C"), "C++");
  EXPECT_EQ(of("a.pyi"), "Python");
  EXPECT_EQ(of("a.mjs"), "JavaScript");
  EXPECT_EQ(of("a.d.ts"), "TypeScript");
  EXPECT_EQ(of("a.tsx"), "TypeScript");
  EXPECT_EQ(of("A.java"), "Java");
  EXPECT_EQ(of("a.go"), "Go");
  EXPECT_EQ(of("a.phtml"), "PHP");
  EXPECT_EQ(of("lib/Rakefile"), "Ruby");
  EXPECT_EQ(of("x.gemspec"), "Ruby");
  EXPECT_EQ(of("a.rs"), "Rust");
  EXPECT_EQ(of("a.cs"), "C#");
  EXPECT_EQ(of("README.md"), "none");
  EXPECT_EQ(of("Makefile"), "none");
  EXPECT_EQ(of(".c"), "none");
}

TEST(LanguageOf, TellsHeadersByWhatTheySay) {
  EXPECT_EQ(of("a.h", "int f(void);\n"), "C");
  EXPECT_EQ(of("a.h", "/* a class of things; std::string */ struct s { int class; };\n"), "C");
  EXPECT_EQ(of("a.h", "#ifdef __cplusplus\nextern \"C\" {\nclass X;\n#endif\nint f(void);\n"), "C");
  EXPECT_EQ(of("a.h", "namespace a { }\n"), "C++");
  EXPECT_EQ(of("a.h", "class A;\n"), "C++");
  EXPECT_EQ(of("a.h", "template <typename T> T f(T);\n"), "C++");
  EXPECT_EQ(of("a.h", "void f(std::size_t);\n"), "C++");
}

TEST(LanguageOf, TellsByContentWhatTheEndingLeavesOpen) {
  EXPECT_EQ(of("a.inc", "<?php echo 1;"), "PHP");
  EXPECT_EQ(of("a.inc", "mov ax, bx"), "none");
  EXPECT_EQ(of("a.ts", "<?xml version=\"1.0\"?><TS></TS>"), "none");
  EXPECT_EQ(of("bin/tool", "#!/usr/bin/env python3\n"), "Python");
  EXPECT_EQ(of("bin/tool", "#!/usr/bin/python2.7 -u\n"), "Python");
  EXPECT_EQ(of("bin/tool", "#! /usr/bin/ruby\n"), "Ruby");
  EXPECT_EQ(of("bin/tool", "#!/usr/bin/env -S node --x\n"), "JavaScript");
  EXPECT_EQ(of("bin/tool", "#!/bin/sh\n"), "none");
  EXPECT_EQ(of("bin/tool", "#!"), "none");
}

}  // namespace
}  // namespace streamguard::functions
