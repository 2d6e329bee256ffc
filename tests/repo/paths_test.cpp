#include "repo/paths.hpp"

#include <gtest/gtest.h>

namespace streamguard::repo {
namespace {

TEST(Paths, AreOfAKind) {
  const struct {
    const char* path;
    PathKind kind;
  } cases[] = {
      {"lib/url.c", PathKind::source},
      {"src/main/java/org/example/Parser.java", PathKind::source},
      {"index.js", PathKind::source},
      {"sqlparse/lexer.py", PathKind::source},
      {"contest/latest.py", PathKind::source},
      {"src/attestation.go", PathKind::source},
      {"tests/test_lexer.py", PathKind::test},
      {"lib/url_test.go", PathKind::test},
      {"src/test/java/org/example/ParserTest.java", PathKind::test},
      {"src/ParserTest.java", PathKind::test},
      {"app/foo.spec.ts", PathKind::test},
      {"fuzz/target.c", PathKind::test},
      {"test/tm-cases/xss.html", PathKind::test},
      {"docs/clean.rst", PathKind::papers},
      {"CHANGELOG.md", PathKind::papers},
      {"NEWS", PathKind::papers},
      {"doc/example.c", PathKind::papers},
      {"third_party/zlib/inflate.c", PathKind::vendored},
      {"vendor/github.com/x/y.go", PathKind::vendored},
      {"static/jquery.min.js", PathKind::vendored},
      {"examples/server.c", PathKind::example},
      {".github/workflows/ci.yml", PathKind::example},
      {"CMakeLists.txt", PathKind::other},
      {"go.mod", PathKind::other},
      {"configure.ac", PathKind::other},
  };
  for (const auto& each : cases) EXPECT_EQ(kind_of(each.path), each.kind) << each.path;
}

TEST(Paths, AreCounted) {
  PathCounts counts;
  for (const char* path : {"a.c", "b.c", "tests/a.c", "NEWS", "go.sum"}) counts.add(path);
  EXPECT_EQ(counts.source, 2u);
  EXPECT_EQ(counts.test, 1u);
  EXPECT_EQ(counts.papers, 1u);
  EXPECT_EQ(counts.other, 1u);
  EXPECT_EQ(counts.all(), 5u);
}

}  // namespace
}  // namespace streamguard::repo
