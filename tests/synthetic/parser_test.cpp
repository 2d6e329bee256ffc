// Every half of every template, in several variations, is put before the parser of its own language.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "../fresh_folder.hpp"
#include "rendering.hpp"

namespace streamguard::synthetic {
namespace {

constexpr std::uint64_t kPerCombination = 2;
constexpr std::size_t kReported = 6000;  ///< bytes of a parser's complaints that a failure shows

struct Ran {
  int status;
  std::string output;
};

Ran shell(const std::string& command) {
  std::string output;
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {-1, "popen failed"};
  std::array<char, 4096> part;
  for (std::size_t got; (got = fread(part.data(), 1, part.size(), pipe)) > 0;) output.append(part.data(), got);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output.substr(0, kReported)};
}

bool installed(const std::string& program) { return shell("command -v " + program).status == 0; }

class Parser : public ::testing::Test {
 protected:
  void SetUp() override { folder_ = tests::fresh_folder("streamguard-pairs-"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// Writes both halves of all templates of the language; returns the path of the list of files.
  std::string write_all(std::string_view language, const std::string& extension) {
    const Library library;
    std::size_t index = 0;
    while (languages()[index].name != language) ++index;
    std::string list = (folder_ / "files.txt").string();
    std::ofstream names(list);
    std::size_t written = 0;
    for (std::size_t weakness = 0; weakness < library.weaknesses().size(); ++weakness) {
      const std::string cwe = std::to_string(library.weaknesses()[weakness].cwe);
      for (const Rendering& one : renderings(library, index, weakness, kPerCombination)) {
        for (const bool after : {false, true}) {
          const auto file = folder_ / (cwe + (after ? "_after_" : "_before_") + std::to_string(written++) + extension);
          std::ofstream(file) << (after ? one.after : one.before);
          names << file.string() << '\n';
        }
      }
    }
    RecordProperty("files", static_cast<int>(written));
    return list;
  }

  static std::string driver(const std::string& name) { return std::string(PARSERS_DIR) + "/" + name; }

  std::filesystem::path folder_;
};

TEST_F(Parser, AcceptsPython) {
  if (!installed("python3")) GTEST_SKIP() << "python3 is not installed";
  const Ran ran = shell("python3 " + driver("check.py") + " " + write_all("python", ".py"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(Parser, AcceptsJavaScript) {
  if (!installed("node")) GTEST_SKIP() << "node is not installed";
  const Ran ran = shell("node " + driver("check.js") + " " + write_all("javascript", ".js"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(Parser, AcceptsJava) {
  if (!installed("javac")) GTEST_SKIP() << "a JDK is not installed";
  const Ran ran = shell("java " + driver("Check.java") + " " + write_all("java", ".java"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(Parser, AcceptsPhp) {
  if (!installed("php")) GTEST_SKIP() << "php is not installed";
  const Ran ran = shell("php " + driver("check.php") + " " + write_all("php", ".php"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(Parser, AcceptsC) {
  if (!installed("gcc")) GTEST_SKIP() << "gcc is not installed";
  if (shell("echo '#include <curl/curl.h>' | gcc -fsyntax-only -xc -").status != 0)
    GTEST_SKIP() << "the headers of libcurl are not installed";
  const Ran ran = shell(
      "xargs gcc -fsyntax-only -std=gnu11 -Wall -Wno-unused-variable -Wno-format-truncation "
      "-Werror < " +
      write_all("c", ".c"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(Parser, AcceptsGo) {
  if (!installed("gofmt")) GTEST_SKIP() << "gofmt is not installed";
  const std::string list = write_all("go", ".go");
  const Ran formatted = shell("xargs gofmt -e < " + list + " > /dev/null");
  EXPECT_EQ(formatted.status, 0) << formatted.output;
}

TEST_F(Parser, GoTypesFit) {
  if (!installed("go")) GTEST_SKIP() << "go is not installed";
  const Ran ran = shell("cd " + folder_.string() + " && go run " + driver("check.go") + " " + write_all("go", ".go"));
  EXPECT_EQ(ran.status, 0) << ran.output;
}

}  // namespace
}  // namespace streamguard::synthetic
