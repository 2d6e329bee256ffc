#include "repo/paths.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace streamguard::repo {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 35> kSourceEndings = {
    "c",   "h",     "cc", "cpp",  "cxx", "c++", "hh", "hpp", "hxx",   "ipp",   "inl",  "inc",
    "py",  "pyx",   "js", "jsx",  "mjs", "cjs", "ts", "tsx", "mts",   "cts",   "java", "go",
    "php", "phtml", "rb", "rake", "erb", "rs",  "cs", "kt",  "scala", "swift", "m"};
constexpr std::array<std::string_view, 20> kTestFolders = {
    "test",     "tests", "testing",   "testsuite",  "testdata",   "testcase", "testcases",
    "spec",     "specs", "__tests__", "fuzz",       "fuzzing",    "fuzzer",   "fuzzers",
    "fixtures", "bench", "benchmark", "benchmarks", "smoketests", "unittest"};
constexpr std::array<std::string_view, 6> kPaperFolders = {"doc",  "docs",    "documentation",
                                                           "xdoc", "website", "changelogs"};
constexpr std::array<std::string_view, 4> kPaperRoots = {"man", "site", "release",
                                                         "licenses"};  // only as the first folder
constexpr std::array<std::string_view, 12> kVendoredFolders = {
    "vendor",   "vendors",          "third_party", "third-party", "thirdparty", "node_modules",
    "external", "bower_components", "deps",        "3rdparty",    "dist",       "generated"};
constexpr std::array<std::string_view, 5> kExampleFolders = {"examples", "samples", "demos", "contrib", ".github"};
constexpr std::array<std::string_view, 7> kExampleRoots = {"example", "sample",  "demo", "tutorial",
                                                           "perf",    "scripts", "build"};
constexpr std::array<std::string_view, 9> kPaperEndings = {"md",  "rst",  "txt", "adoc", "html",
                                                           "tex", "texi", "xml", "pod"};
constexpr std::array<std::string_view, 14> kPaperNames = {
    "changelog", "changes", "news",     "readme",  "authors", "thanks",       "todo",
    "copying",   "license", "security", "history", "credits", "releasenotes", "contributing"};

bool holds(Names names, std::string_view word) noexcept {
  return std::find(names.begin(), names.end(), word) != names.end();
}

/// "FooTest.java", "test_foo.py", "foo_test.go", "foo.spec.ts", "foo-tests.c"
bool names_a_test(std::string_view stem, std::string_view lower) noexcept {
  if (lower.starts_with("test_") || lower.starts_with("test-") || lower == "test" || lower == "tests" ||
      lower == "conftest" || lower.starts_with("fuzz_")) {
    return true;
  }
  for (const std::string_view tail :
       {"_test", "-test", ".test", "_tests", "-tests", ".tests", "_spec", ".spec", "_fuzzer", "_fuzz"}) {
    if (lower.ends_with(tail)) return true;
  }
  return stem.ends_with("Test") || stem.ends_with("Tests") || stem.ends_with("TestCase") || stem.ends_with("Spec") ||
         (stem.starts_with("Test") && stem.size() > 4 && stem[4] >= 'A' && stem[4] <= 'Z');
}

}  // namespace

PathKind kind_of(std::string_view path) {
  std::string lower(path);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  bool test = false, papers = false, vendored = false, example = false;
  std::size_t begin = 0;
  for (std::size_t slash = lower.find('/'); slash != std::string::npos; slash = lower.find('/', begin)) {
    const std::string_view folder = std::string_view(lower).substr(begin, slash - begin);
    test = test || holds(kTestFolders, folder) || folder.ends_with("-tests") || folder.ends_with("_tests") ||
           folder.ends_with("-cases") || folder.ends_with("_test") || folder.ends_with(".tests");
    papers = papers || holds(kPaperFolders, folder) || (begin == 0 && holds(kPaperRoots, folder));
    vendored = vendored || holds(kVendoredFolders, folder);
    example = example || holds(kExampleFolders, folder) || (begin == 0 && holds(kExampleRoots, folder));
    begin = slash + 1;
  }
  const std::string_view name = std::string_view(lower).substr(begin);
  const std::size_t dot = name.rfind('.');
  const std::string_view stem = name.substr(0, std::min(dot, name.size()));
  const std::string_view ending = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  if (vendored || name.find(".min.") != std::string_view::npos) return PathKind::vendored;
  if (test || names_a_test(path.substr(begin, stem.size()), stem)) return PathKind::test;
  if (papers) return PathKind::papers;
  if (holds(kSourceEndings, ending)) return example ? PathKind::example : PathKind::source;
  if (name == "cmakelists.txt" || name.starts_with("requirements")) return PathKind::other;
  if (holds(kPaperEndings, ending) || holds(kPaperNames, stem)) return PathKind::papers;
  return example ? PathKind::example : PathKind::other;
}

void PathCounts::add(std::string_view path) {
  switch (kind_of(path)) {
    case PathKind::source:
      ++source;
      break;
    case PathKind::test:
      ++test;
      break;
    case PathKind::papers:
      ++papers;
      break;
    case PathKind::vendored:
      ++vendored;
      break;
    case PathKind::example:
      ++example;
      break;
    case PathKind::other:
      ++other;
      break;
  }
}

}  // namespace streamguard::repo
