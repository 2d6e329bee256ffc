#include "repo/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamguard::repo {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

Verdict judge_text(std::string_view text, std::initializer_list<std::string_view> paths, std::uint32_t parents = 1,
                   const DiffFacts* diff = nullptr) {
  static const MessageReader reader;
  PathCounts counts;
  for (const std::string_view path : paths) counts.add(path);
  return judge(reader.read(text), counts, parents, diff);
}

struct Example {
  std::string_view text, path;
  bool fix;
};

// Written for this test; no commit of any project.
constexpr Example kExamples[] = {
    {"Fix heap buffer overflow in the frame decoder", "src/frame.c", true},
    {"decoder: fix use-after-free when a stream is closed twice", "src/stream.cpp", true},
    {"Fix out-of-bounds read for truncated headers\n\nReported-by: A Person <a@example.org>", "lib/header.c", true},
    {"Avoid integer overflow when the row size is computed", "src/rows.c", true},
    {"CVE-2031-12345: check the number of entries", "src/table.c", true},
    {"Limit nesting\n\nFixes GHSA-jfh8-c2jp-5v3q", "src/parser.rs", true},
    {"Escape the title to prevent XSS", "app/view.php", true},
    {"Prevent SQL injection in the search form", "app/search.py", true},
    {"Fix path traversal in archive extraction", "lib/extract.js", true},
    {"Do not follow links outside of the folder\n\nA crafted archive could write arbitrary files: path traversal.",
     "lib/extract.go", true},
    {"Fix prototype pollution in merge()", "lib/merge.js", true},
    {"Fix ReDoS in the email pattern", "lib/email.js", true},
    {"Security fix: compare tokens in constant time", "src/token.go", true},
    {"Fix double free on the error path", "src/free.c", true},
    {"Prevent a denial of service by large exponents", "src/number.rb", true},
    {"Reject huge dimensions\n\nAn attacker could exhaust the memory: denial of service.", "src/image.c", true},
    {"Fix stack overflow on deeply nested input\n\nFound by oss-fuzz", "src/nested.c", true},
    {"Fix authentication bypass with empty passwords", "src/login.java", true},
    {"Fix XXE in the importer", "src/Import.java", true},
    {"Fix SSRF through redirects", "src/fetch.py", true},
    {"Fix privilege escalation by symlink race", "src/daemon.c", true},

    {"Add a button to the toolbar", "src/toolbar.c", false},
    {"Fix typo in a comment about security", "src/main.c", false},
    {"Fix compiler warnings about unsafe functions", "src/main.c", false},
    {"Refactor the sanitizer", "src/sanitizer.py", false},
    {"Add an option for the address sanitizer build", "src/config.h", false},
    {"Use dependency injection for the mailer", "src/Mailer.java", false},
    {"Fix text overflow of long names in the list", "web/list.js", false},
    {"Convert DOS line endings", "src/main.c", false},
    {"Improve the source of forces", "src/force.c", false},
    {"Fix crash on exit", "src/main.c", false},
    {"Release 2.4.1", "src/version.h", false},
    {"Speed up the lexer", "src/lexer.py", false},
    {"Support escaping in templates", "src/template.js", false},
    {"Rename attack() to strike()", "game/fight.cpp", false},
    {"This is not a security fix", "src/main.c", false},
    {"Update dependencies", "src/main.go", false},
    {"Fix memory leak in the example of the manual", "src/main.c", false},
};

TEST(Verdict, AgreesWithAReaderOnPlainMessages) {
  for (const Example& each : kExamples) {
    const Verdict verdict = judge_text(each.text, {each.path});
    EXPECT_EQ(verdict.fix, each.fix) << each.text << " (" << verdict.score << ")";
  }
}

TEST(Verdict, TestsDocumentsAndVendoredCodeAloneAreNoFix) {
  for (const std::string_view path :
       {"tests/frame_test.c", "docs/security.md", "CHANGELOG", "vendor/zlib/inflate.c", "go.mod", "examples/a.c"}) {
    EXPECT_FALSE(judge_text("Fix heap buffer overflow, CVE-2031-12345", {path}).fix) << path;
  }
  EXPECT_TRUE(judge_text("Fix heap buffer overflow, CVE-2031-12345", {"tests/frame_test.c", "src/frame.c"}).fix);
}

TEST(Verdict, MergesAndFirstCommitsAreNoFix) {
  EXPECT_FALSE(judge_text("Fix heap buffer overflow, CVE-2031-12345", {"src/frame.c"}, 2).fix);
  EXPECT_FALSE(judge_text("Fix heap buffer overflow, CVE-2031-12345", {"src/frame.c"}, 0).fix);
}

TEST(Verdict, WithoutAClaimNothingIsAFix) {
  DiffFacts diff;
  diff.add_line("if (size > max_size) return -1;");
  EXPECT_FALSE(judge_text("Check the arguments", {"src/frame.c"}, 1, &diff).fix);
}

TEST(Verdict, ABoundsCheckSpeaksForAndCommentsAloneAgainst) {
  const std::string_view text = "Fix heap buffer overflow";
  DiffFacts check, nothing;
  check.add_line("  if (size > max_size) return -1;");
  const double plain = judge_text(text, {"src/frame.c"}).score;
  EXPECT_GT(judge_text(text, {"src/frame.c"}, 1, &check).score, plain);
  EXPECT_LT(judge_text(text, {"src/frame.c"}, 1, &nothing).score, plain);
}

TEST(Verdict, SaysWhy) {
  DiffFacts diff;
  diff.add_line("  if (size > max_size) return -1;");
  const Verdict verdict =
      judge_text("Fix heap-buffer-overflow (CVE-2031-12345)\n\nA crafted file.", {"src/frame.c"}, 1, &diff);
  EXPECT_THAT(verdict.evidence, Contains("id: CVE-2031-12345"));
  EXPECT_THAT(verdict.evidence, Contains("memory: buffer overflow (subject)"));
  EXPECT_THAT(verdict.evidence, Contains("security: crafted"));
  EXPECT_THAT(verdict.evidence, Contains("diff: a condition on a size, a length or a limit is added"));
  EXPECT_THAT(judge_text("Add a button", {"src/toolbar.c"}).evidence, IsEmpty());
}

TEST(Verdict, TheTableIsInOrderAndNamed) {
  for (std::size_t i = 0; i < kFeatures; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(weights()[i].feature), i);
    EXPECT_FALSE(weights()[i].name.empty());
    EXPECT_FALSE(weights()[i].meaning.empty());
  }
}

}  // namespace
}  // namespace streamguard::repo
