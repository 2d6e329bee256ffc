#include "repo/collector.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <streamguard/testing/in_process_host.hpp>

#include "../fresh_folder.hpp"
#include "history_maker.hpp"

namespace streamguard::repo {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A C file of one function whose body differs by `number` and by whether it is fixed.
std::string code(int number, bool fixed) {
  const std::string name = "read_" + std::to_string(number);
  return "#include <stddef.h>\n\nint " + name + "(const int* table, size_t index) {\n" +
         (fixed ? "  if (index >= " + std::to_string(100 + number) + ") return -1;\n" : std::string()) +
         "  return table[index] + " + std::to_string(number) + ";\n}\n";
}

class Repo : public ::testing::Test {
 protected:
  Repo()
      : folder_(fs::path(::testing::TempDir()) /
                ("repo_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    tests::remove_folder(folder_);
    fs::create_directories(folder_);
  }
  ~Repo() override { tests::remove_folder(folder_); }

  static std::string url(const std::string& name) { return "https://example.org/" + name; }

  /// A repository with so many fixes, an hour apart, after a commit that brings all files.
  HistoryMaker& make(const std::string& name, int fixes, int first = 0) {
    auto& maker = makers_[name];
    maker = std::make_unique<HistoryMaker>(folder_ / (name + ".git"));
    options_.repositories[url(name)] = maker->folder();
    std::map<std::string, std::string> files;
    for (int i = first; i < first + fixes; ++i) files[file_of(i)] = code(i, false);
    files["README"] = name + "\n";
    maker->commit("Begin " + name, files, 1'000'000);
    for (int i = first; i < first + fixes; ++i) add_fix(name, i, 1'000'000 + 3600 * (i - first + 1));
    return *maker;
  }
  static std::string file_of(int number) { return "src/read_" + std::to_string(number) + ".c"; }
  std::string add_fix(const std::string& name, int number, long long time, const std::string& branch = "main") {
    return makers_[name]->commit("Fix out-of-bounds read in table " + std::to_string(number) + "\n\nCVE-2031-" +
                                     std::to_string(10'000 + number) + "\n",
                                 {{file_of(number), code(number, true)}}, time, branch);
  }
  void use(const std::vector<json>& repositories, json more = json::object()) {
    more["repositories"] = repositories;
    options_.config_json = more.dump();
  }
  Collected run(const CollectOptions& options) const {
    Collected got = collect(sg_plugin_entry, options);
    EXPECT_THAT(got.violations, IsEmpty());
    return got;
  }
  Collected run() const { return run(options_); }

  static std::vector<std::string> symbols(const Collected& got) {
    std::vector<std::string> list;
    for (const std::string& body : got.records) list.push_back(json::parse(body)["code"]["symbol"]);
    return list;
  }
  static bool logged(const Collected& got, const std::string& words) {
    return std::any_of(got.logs.begin(), got.logs.end(),
                       [&words](const auto& line) { return line.message.find(words) != std::string::npos; });
  }
  /// Stops after each checkpoint in turn and goes on in a new process: the records must be those of one run.
  void expect_equal_resumes(const std::function<void()>& meanwhile = [] {}) {
    const Collected whole = run();
    ASSERT_EQ(whole.rc, SG_OK) << whole.error;
    ASSERT_GE(whole.commits.size(), 3u);
    meanwhile();
    for (std::size_t stop = 1; stop < whole.commits.size(); ++stop) {
      CollectOptions options = options_;
      options.token = whole.commits[stop - 1].token;
      for (std::size_t i = 0; i < stop; ++i) {
        options.committed_records.insert(options.committed_records.end(), whole.commits[i].records.begin(),
                                         whole.commits[i].records.end());
      }
      options.committed = options.committed_records.size();
      const Collected rest = run(options);
      ASSERT_EQ(rest.rc, SG_OK) << rest.error;
      std::vector<std::string> records = options.committed_records;
      records.insert(records.end(), rest.records.begin(), rest.records.end());
      EXPECT_TRUE(records == whole.records) << "resumed after checkpoint " << stop;
      EXPECT_EQ(rest.token, whole.token);
    }
  }

  fs::path folder_;
  std::map<std::string, std::unique_ptr<HistoryMaker>> makers_;
  CollectOptions options_;
};

TEST_F(Repo, AFixBecomesABronzePairWithItsEvidence) {
  make("a", 1);
  use({url("a")});
  const Collected got = run();
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.records.size(), 1u);
  const json sample = json::parse(got.records[0]);
  EXPECT_EQ(sample["kind"], "function_pair");
  EXPECT_EQ(sample["source"], "repo");
  EXPECT_EQ(sample["label"]["tier"], "bronze");
  EXPECT_EQ(sample["label"]["method"], "message");
  EXPECT_EQ(sample["ids"]["cve"], json::array({"CVE-2031-10000"}));
  EXPECT_EQ(sample["title"], "Fix out-of-bounds read in table 0");
  EXPECT_EQ(sample["description"], "CVE-2031-10000");
  EXPECT_EQ(sample["fix"]["repo"], url("a"));
  EXPECT_EQ(sample["code"]["symbol"], "read_0");
  EXPECT_THAT(sample["extra"]["evidence"], Contains("memory: out of bounds (subject)"));
  EXPECT_THAT(sample["extra"]["evidence"], Contains("id: CVE-2031-10000"));
}

TEST_F(Repo, ClaimsWithoutCodeGiveNothing) {
  HistoryMaker& maker = make("a", 0);
  maker.commit("Mention the fix of CVE-2031-12345", {{"NEWS", "1\n"}}, 2'000'000);
  maker.commit("Test the buffer overflow", {{"tests/a.c", code(1, false)}}, 2'100'000);
  maker.commit("Test the buffer overflow", {{"tests/a.c", code(1, true)}}, 2'200'000);
  use({url("a")});
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_THAT(got.records, IsEmpty());
}

TEST_F(Repo, NewestFixesComeFirst) {
  make("a", 5);
  use({url("a")});
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_4", "read_3", "read_2", "read_1", "read_0"}));
}

TEST_F(Repo, RepositoriesTakeTurns) {
  make("a", 5);
  make("b", 3, 100);
  use({url("a"), url("b")}, {{"turn", 2}});
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_4", "read_3", "read_102", "read_101", "read_2", "read_1",
                                                      "read_100", "read_0"}));
  options_.target = 4;
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_4", "read_3", "read_102", "read_101"}));
}

TEST_F(Repo, BranchesAreTheDefaultAllOrOne) {
  HistoryMaker& maker = make("a", 2);
  maker.point("old", maker.commit("Begin", {{file_of(7), code(7, false)}}, 1'100'000, "old"));
  add_fix("a", 7, 1'200'000, "old");
  use({url("a")});
  EXPECT_EQ(symbols(run()).size(), 2u);
  use({url("a")}, {{"branches", "all"}});
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_7", "read_1", "read_0"}));
  use({json{{"url", url("a")}, {"branch", "old"}}});
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_7"}));
}

TEST_F(Repo, DatesCutAWindow) {
  make("a", 10);  // an hour apart from 1970-01-12T13:46:40Z on
  use({url("a")}, {{"since", "1970-01-12T16:46:40Z"}, {"until", "1970-01-12T18:46:40Z"}});
  EXPECT_EQ(symbols(run()), (std::vector<std::string>{"read_3", "read_2"}));
}

TEST_F(Repo, ResumesAtEveryCheckpointWithTheSameBytes) {
  make("a", 7);
  make("b", 4, 100);
  make("c", 1, 200);
  add_fix("c", 100, 3'000'000);  // the same code as one of b: it must not come twice, whoever comes first
  use({url("a"), url("b"), url("c")}, {{"turn", 2}});
  expect_equal_resumes();
}

TEST_F(Repo, ResumesOverTheSameHistoryAlthoughTheRemoteMoved) {
  make("a", 7);
  make("b", 1, 100);
  use({url("a"), url("b")}, {{"turn", 2}});
  expect_equal_resumes([this] {
    makers_["a"]->commit("Begin", {{file_of(900), code(900, false)}, {file_of(901), code(901, false)}}, 9'000'000);
    add_fix("a", 900, 9'100'000);
    add_fix("a", 901, 1'001'000);  // dated back
  });
}

TEST_F(Repo, GoesOnBehindTheLastCommitWhereItsTipsAreGone) {
  make("a", 7);
  use({url("a")}, {{"turn", 2}});
  const Collected whole = run();
  ASSERT_EQ(whole.rc, SG_OK) << whole.error;
  ASSERT_EQ(whole.commits.size(), 4u);
  json token = json::parse(whole.commits[1].token);
  token["repositories"][0][3] = std::string(27, 'A');  // a tip that is not there
  CollectOptions options = options_;
  options.token = token.dump();
  const Collected rest = run(options);
  ASSERT_EQ(rest.rc, SG_OK) << rest.error;
  EXPECT_TRUE(logged(rest, "going on behind the last commit seen"));
  EXPECT_EQ(symbols(rest), (std::vector<std::string>{"read_2", "read_1", "read_0"}));
}

TEST_F(Repo, ShardsShareRepositories) {
  for (const char* name : {"a", "b", "c"}) make(name, 4, 10 * (name[0] - 'a'));
  use({url("a"), url("b"), url("c")});
  const Collected alone = run();
  std::multiset<std::string> together;
  options_.shard_count = 2;
  for (options_.shard_index = 0; options_.shard_index < 2; ++options_.shard_index) {
    const Collected shard = run();
    EXPECT_EQ(shard.rc, SG_OK) << shard.error;
    EXPECT_GE(shard.records.size(), 4u);
    together.insert(shard.records.begin(), shard.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(Repo, ShardsShareOneRepository) {
  make("a", 30);
  use({url("a")});
  const Collected alone = run();
  std::multiset<std::string> together;
  options_.shard_count = 2;
  for (options_.shard_index = 0; options_.shard_index < 2; ++options_.shard_index) {
    const Collected shard = run();
    EXPECT_EQ(shard.rc, SG_OK) << shard.error;
    EXPECT_GE(shard.records.size(), 5u);
    together.insert(shard.records.begin(), shard.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(Repo, ARepositoryThatCannotBeHadIsPassed) {
  make("a", 2);
  options_.repositories[url("gone")] = folder_ / "nowhere";
  fs::create_directories(folder_ / "empty");
  options_.repositories[url("empty")] = folder_ / "empty";
  use({url("gone"), url("a"), url("empty"), json{{"url", url("a") + "b"}, {"branch", "none"}}});
  options_.repositories[url("ab")] = makers_["a"]->folder();
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 2u);
  EXPECT_TRUE(logged(got, url("gone") + ": passed: "));
  EXPECT_TRUE(logged(got, "it has no branch \"none\""));
}

TEST_F(Repo, FailsWhereNoneCanBeHad) {
  options_.repositories[url("gone")] = folder_ / "nowhere";
  use({url("gone")});
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_UNAVAILABLE);
  EXPECT_THAT(got.error, HasSubstr("none of the 1 repositories could be had; the last: " + url("gone")));
}

TEST_F(Repo, ARepositoryThatNobodyServesIsAnErrorOfConfiguration) {
  use({url("unknown")});
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_THAT(got.error, HasSubstr("grant the collector an upstream"));
}

TEST_F(Repo, ATransientFailureIsHandedOn) {
  make("a", 2);
  options_.failures[url("a")] = SG_E_TRANSIENT;
  use({url("a")});
  EXPECT_EQ(run().rc, SG_E_TRANSIENT);
}

TEST_F(Repo, GoesPastUnitsThatTheHostNames) {
  make("a", 2);
  make("b", 2, 10);
  const std::string bad = add_fix("b", 10, 2'000'000);
  const std::string commit =
      makers_["a"]->commit("Fix out-of-bounds read again", {{file_of(0), code(0, true) + code(5, true)}}, 2'000'000);
  use({url("a"), url("b")});
  options_.skip_json = json::array({url("b"), url("a") + "@" + commit}).dump();
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(symbols(got), (std::vector<std::string>{"read_1", "read_0"}));
  EXPECT_TRUE(logged(got, url("b") + ": passed: it failed before"));
}

TEST_F(Repo, NamesItsUnitsAndPlans) {
  make("a", 1);
  use({url("a")});
  const Collected got = run();
  EXPECT_THAT(got.units, Contains(url("a")));
  EXPECT_THAT(got.units, Contains(::testing::StartsWith(url("a") + "@")));
  ASSERT_EQ(got.plans.size(), 1u);
  EXPECT_EQ(got.progress.back().done, 1u);
}

TEST_F(Repo, StopsAtTheTarget) {
  make("a", 10);
  use({url("a")});
  options_.target = 4;
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 4u);
}

TEST_F(Repo, RefusesMoreRepositoriesThanAShardHolds) {
  std::vector<json> many;
  for (int i = 0; i < 201; ++i) many.emplace_back(url("r" + std::to_string(i)));
  use(many);
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_CONFIG);
  EXPECT_THAT(got.error, HasSubstr("at most 200, here 201"));
}

}  // namespace
}  // namespace streamguard::repo
