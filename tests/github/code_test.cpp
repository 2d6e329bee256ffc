// The code of fixes that advisories link.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <streamguard/testing/in_process_host.hpp>

#include "../fix/history.hpp"
#include "nodes.hpp"

namespace streamguard::github {
namespace {

using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::IsEmpty;

constexpr char kRepo[] = "https://github.com/o/r";

fix::testing::Files source(int number, bool fixed) {
  const std::string n = std::to_string(number);
  return {{"lib/m" + n + ".py", "def read_" + n + "(path, root):\n" +
                                    (fixed ? "    if '..' in path:\n        raise ValueError(" + n + ")\n" : "") +
                                    "    return open(root + path).read(" + n + ")\n"}};
}

class GithubCode : public ::testing::Test {
 protected:
  GithubCode()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("github_code_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "git");
    options_.upstreams["advisories"] = folder_;
    options_.upstreams["git"] = folder_ / "git";
    options_.repositories[kRepo] = history_.path();
    options_.config_json = R"({"source":"nodes","file":"/nodes.jsonl"})";
  }
  ~GithubCode() override { std::filesystem::remove_all(folder_); }

  std::string fix(int number) { return history_.change(source(number, false), source(number, true)); }
  static json with(json node, const std::string& commit) {
    node["references"].push_back({{"url", std::string(kRepo) + "/commit/" + commit}});
    return node;
  }
  void put(const std::vector<json>& nodes) const {
    std::ofstream out(folder_ / "nodes.jsonl", std::ios::binary);
    for (const json& each : nodes) out << each.dump() << '\n';
  }
  Collected run() const {
    Collected got = collect(sg_plugin_entry, options_);
    EXPECT_THAT(got.violations, IsEmpty());
    EXPECT_EQ(got.rc, SG_OK) << got.error;
    return got;
  }
  static std::vector<std::string> kinds(const Collected& got) {
    std::vector<std::string> out;
    for (const std::string& body : got.records) out.push_back(json::parse(body)["kind"]);
    return out;
  }

  std::filesystem::path folder_;
  fix::testing::History history_;
  CollectOptions options_;
};

TEST_F(GithubCode, AnAdvisoryWithAFixGivesItsPairs) {
  put({with(node(1), fix(1)), node(2)});
  const Collected got = run();
  EXPECT_EQ(kinds(got), (std::vector<std::string>{"function_pair", "advisory"}));
  const json pair = json::parse(got.records.at(0));
  EXPECT_EQ(pair["source"], "github");
  EXPECT_EQ(pair["ids"]["ghsa"], json::array({ghsa(1)}));
  EXPECT_EQ(pair["code"]["symbol"], "read_1");
  EXPECT_EQ(pair["provenance"]["record_license"], "CC-BY-4.0");
  EXPECT_EQ(got.plans.size(), 2u);
}

TEST_F(GithubCode, NothingIsAskedOfGitWhereNoCodeIsWanted) {
  json withdrawn = with(node(2), fix(2));
  withdrawn["withdrawnAt"] = "2024-06-01T00:00:00Z";
  put({node(1), withdrawn});
  EXPECT_THAT(run().git_requests, IsEmpty());  // what is passed is not asked for
  put({with(node(1), fix(1))});
  options_.config_json = R"({"source":"nodes","file":"/nodes.jsonl","code":false})";
  const Collected unwanted = run();
  EXPECT_EQ(kinds(unwanted), std::vector<std::string>{"advisory"});
  EXPECT_THAT(unwanted.git_requests, IsEmpty());
  options_.config_json = R"({"source":"nodes","file":"/nodes.jsonl"})";
  options_.upstreams.erase("git");
  EXPECT_EQ(run().records, unwanted.records);
}

TEST_F(GithubCode, ABatchPutAsideComesWithoutCode) {
  put({with(node(1), fix(1))});
  options_.skip_json = R"(["nodes.jsonl:1 code"])";
  const Collected got = run();
  EXPECT_EQ(kinds(got), std::vector<std::string>{"advisory"});
  EXPECT_THAT(got.git_requests, IsEmpty());
}

TEST_F(GithubCode, ResumesAtEveryCheckpointWithTheSameBytes) {
  const std::vector<std::string> fixes{fix(1), fix(2), fix(3)};
  std::vector<json> nodes;
  for (unsigned i = 0; i < 1100; ++i) nodes.push_back(i % 90 == 0 ? with(node(i), fixes[i / 90 % 3]) : node(i));
  put(nodes);
  const Collected whole = run();
  ASSERT_GE(whole.commits.size(), 3u);
  EXPECT_THAT(streamguard::testing::resume_faults(sg_plugin_entry, options_), IsEmpty());
}

}  // namespace
}  // namespace streamguard::github
