#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfPython, IncludeDecoratorsAndNest) {
  const std::string source = R"(import x

# Before.
@app.route("/a")
@login
def top(a,
        b):
    """Says what it is."""
    def inner():
        return 1
    return inner

class A(B):
    x = lambda self: 1

    @property
    def value(self): return self._v

    async def go(self):
        if self:
            pass
        # done

    class In:
        def deep(self):
            pass
if x:
    def conditional(): pass
)";
  EXPECT_THAT(outline(Language::python, source), ElementsAre("top 4-11", "nested top.inner 9-10", "A.value 16-17",
                                                             "A.go 19-22", "A.In.deep 25-26", "conditional 28-28"));
  EXPECT_EQ(text(Language::python, source, "top.inner"), "    def inner():\n        return 1\n");
  EXPECT_EQ(text(Language::python, source, "A.value"), "    @property\n    def value(self): return self._v\n");
}

TEST(FunctionsOfPython, AreKeptBesideWhatCannotBeRead) {
  const std::string source =
      "def good():\n    return 1\n\nx = = 3\n\ndef old(a):\n    print \"a\"\n    exec \"b\"\n    return `a`\n\ndef "
      "last():\n    pass\n";
  Parser parser;
  EXPECT_TRUE(parser.outline(Language::python, source).broken);
  const auto found = symbols(Language::python, source);
  EXPECT_THAT(found, ::testing::Contains("good"));
  EXPECT_THAT(found, ::testing::Contains("last"));
}

TEST(FunctionsOfPython, AreLeftOutWhereTheirLinesGoOn) {
  // What follows the error is deeper than the def, so it may belong to it.
  const std::string source = "def f(a):\n    if a\n        return )1\n    ]]\n    return 2\n\ndef g():\n    return 3\n";
  for (const std::string& symbol : symbols(Language::python, source)) {
    if (symbol != "f") continue;
    EXPECT_EQ(text(Language::python, source, "f"), source.substr(0, source.find("\ndef g")));
  }
}

}  // namespace
}  // namespace streamguard::functions
