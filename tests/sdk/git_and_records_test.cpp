// What the C++ face and the in-process host make of sg.git/1, sg.plan/1 and sg.records/1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <streamguard/cpp/plugin.hpp>
#include <streamguard/testing/in_process_host.hpp>

namespace {

using streamguard::Host;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::function<void(Host)> at_open;
std::function<void(Host)> at_run;
constexpr char plugin_manifest_json[] = R"({"id":"face","kinds":["collector"],"extensions":["sg.git/1"]})";

class Face final : public streamguard::Collector {
 public:
  using Collector::Collector;
  void open(const streamguard::CollectorArgs&) override {
    if (at_open) at_open(host());
  }
  void run() override {
    if (at_run) at_run(host());
  }
};

}  // namespace

STREAMGUARD_COLLECTOR(Face)

namespace {

Collected go(std::function<void(Host)> open, std::function<void(Host)> run, const CollectOptions& options = {}) {
  at_open = std::move(open);
  at_run = std::move(run);
  return collect(sg_plugin_entry, options);
}

/// A repository with one empty commit, made by git itself.
class GitFace : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() /
        ("streamguard-git-face-" +
         std::to_string(std::hash<std::string>()(::testing::UnitTest::GetInstance()->current_test_info()->name())));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    const std::string git = "GIT_CONFIG_GLOBAL=/dev/null git --git-dir='" + folder_.string() + "' ";
    if (std::system("git --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "git is not installed";
    ASSERT_EQ(std::system((git + "init --quiet --bare").c_str()), 0);
    const std::string author = "-c user.name=a -c user.email=a@example.org ";
    ASSERT_EQ(std::system(("c=$(" + git + author + "commit-tree -m x $(" + git + "mktree < /dev/null)) && " + git +
                           "update-ref refs/pull/1/head $c")
                              .c_str()),
              0);
    options_.repositories["https://github.com/o/n"] = folder_;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  CollectOptions options_;
};

TEST_F(GitFace, GivesTheRepositoryAndTellsWhatItLacks) {
  const std::string unknown(40, 'a');
  streamguard::GitAnswer answer;
  const auto got = go(
      {},
      [&](Host host) {
        answer = host.git(SG_GIT_COMMITS, "https://github.com/o/n.git",
                          "refs/pull/1/head\n" + unknown + "\nrefs/pull/2/head\n");
      },
      options_);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(answer.path, folder_.string());
  EXPECT_THAT(answer.missing, ElementsAre(unknown, "refs/pull/2/head"));
  ASSERT_EQ(answer.found.size(), 1U);
  EXPECT_EQ(answer.found[0].first, "refs/pull/1/head");
  EXPECT_EQ(answer.found[0].second.size(), 40U);
  ASSERT_EQ(got.git_requests.size(), 1U);
  EXPECT_EQ(got.git_requests[0].what, SG_GIT_COMMITS);
  EXPECT_EQ(got.git_requests[0].objects.size(), 3U);
}

TEST_F(GitFace, FailuresHaveTheirClasses) {
  options_.failures["https://github.com/o/n"] = SG_E_RATE_LIMITED;
  options_.repositories["https://github.com/o/gone"] = folder_ / "nowhere";
  std::vector<sg_rc> classes;
  const auto got = go(
      {},
      [&](Host host) {
        for (const char* url : {"https://github.com/o/n", "https://github.com/o/gone", "https://else.example/o/n"}) {
          try {
            host.git(SG_GIT_HISTORY, url);
          } catch (const streamguard::Error& error) {
            classes.push_back(error.rc());
            EXPECT_THAT(error.what(), HasSubstr(url));
          }
        }
      },
      options_);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(classes, ElementsAre(SG_E_RATE_LIMITED, SG_E_UNAVAILABLE, SG_E_CONFIG));
}

TEST_F(GitFace, AShortIdBreaksTheContract) {
  const auto got = go(
      {}, [](Host host) { host.git(SG_GIT_COMMITS, "https://github.com/o/n", "abc\n"); }, options_);
  EXPECT_EQ(got.rc, SG_E_BUG);
  EXPECT_FALSE(got.violations.empty());
}

TEST(CppFace, PlansInsideOpenOnly) {
  const auto plan = [](Host host) { host.expect("feed", 3, 4, "three pages"); };
  const auto got = go(plan, {});
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.plans.size(), 1U);
  EXPECT_EQ(got.plans[0].upstream, "feed");
  EXPECT_EQ(got.plans[0].requests, 3U);
  EXPECT_EQ(got.plans[0].bytes, 4U);
  EXPECT_EQ(got.plans[0].basis, "three pages");
  EXPECT_EQ(go({}, plan).rc, SG_E_BUG);
}

TEST(CppFace, ReadsItsOwnRecordsBeforeItEmits) {
  CollectOptions options;
  options.committed_records = {R"({"a":1})", R"({"a":2})"};
  std::vector<std::string> seen;
  const auto read = [&](Host host) { host.committed([&](std::string_view body) { seen.emplace_back(body); }); };
  const auto got = go(
      read, [](Host host) { host.emit("{}"); }, options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(seen, ElementsAre(R"({"a":1})", R"({"a":2})"));
  EXPECT_EQ(go(
                {}, [&](Host host) { host.emit("{}"), read(host); }, options)
                .rc,
            SG_E_BUG);
  const auto thrown = go(
      {}, [](Host host) { host.committed([](std::string_view) { throw streamguard::Error(SG_E_DATA, "mine"); }); },
      options);
  EXPECT_EQ(thrown.rc, SG_E_DATA);
  EXPECT_EQ(thrown.error, "mine");
}

}  // namespace
