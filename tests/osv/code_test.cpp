// The code of fixes: which commits are asked for, and what comes of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "../fix/history.hpp"
#include "zip_writer.hpp"

namespace streamguard::osv {
namespace {

using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::IsEmpty;

constexpr char kRepo[] = "https://github.com/o/r";

/// A function whose bound is checked from `number` on.
fix::testing::Files source(int number, bool fixed) {
  const std::string name = "take_" + std::to_string(number);
  return {{"src/" + name + ".c",
           "int " + name + "(const int *list, int at) {\n" +
               (fixed ? std::string("  if (at < 0 || at >= ") + std::to_string(number + 2) + ") return -1;\n"
                      : std::string()) +
               "  return list[at] + " + std::to_string(number) + ";\n}\n"}};
}

class OsvCode : public ::testing::Test {
 protected:
  OsvCode()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("osv_code_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "git");
    options_.upstreams["osv"] = folder_;
    options_.upstreams["git"] = folder_ / "git";
    options_.repositories[kRepo] = history_.path();
    options_.config_json = R"({"ecosystems":["PyPI"]})";
  }
  ~OsvCode() override { std::filesystem::remove_all(folder_); }

  std::string fix(int number) { return history_.change(source(number, false), source(number, true)); }

  static Entry record(const std::string& id, const std::vector<std::string>& fixes) {
    json events = json::array({{{"introduced", "0"}}});
    for (const std::string& commit : fixes) events.push_back({{"fixed", commit}});
    json document{{"id", id}, {"summary", "About " + id}};
    if (!fixes.empty()) {
      document["affected"] = json::array({{{"package", {{"ecosystem", "PyPI"}, {"name", "p"}}},
                                           {"ranges", {{{"type", "GIT"}, {"repo", kRepo}, {"events", events}}}}}});
    }
    return {.name = id + ".json", .content = document.dump()};
  }
  void put(const std::vector<Entry>& entries) { write_file(folder_ / "PyPI" / "all.zip", make_zip(entries)); }

  Collected run() const {
    Collected got = collect(sg_plugin_entry, options_);
    EXPECT_THAT(got.violations, IsEmpty());
    EXPECT_EQ(got.rc, SG_OK) << got.error;
    return got;
  }
  static std::vector<std::string> kinds(const Collected& got) {
    std::vector<std::string> out;
    for (const std::string& body : got.records) {
      const json sample = json::parse(body);
      out.push_back(sample["ids"]["osv"][0].get<std::string>() + " " + sample["kind"].get<std::string>());
    }
    return out;
  }

  std::filesystem::path folder_;
  fix::testing::History history_;
  CollectOptions options_;
};

TEST_F(OsvCode, ARecordWithAFixGivesItsPairs) {
  put({record("PYSEC-1", {fix(1)}), record("PYSEC-2", {}), record("PYSEC-3", {std::string(40, 'a')})});
  const Collected got = run();
  EXPECT_EQ(kinds(got), (std::vector<std::string>{"PYSEC-1 function_pair", "PYSEC-2 advisory", "PYSEC-3 advisory"}));
  const json pair = json::parse(got.records.at(0));
  EXPECT_EQ(pair["title"], "About PYSEC-1");
  EXPECT_EQ(pair["fix"]["repo"], kRepo);
  EXPECT_EQ(pair["code"]["symbol"], "take_1");
  EXPECT_EQ(pair["label"]["tier"], "gold");
  EXPECT_EQ(got.plans.size(), 2u);
}

TEST_F(OsvCode, ABatchAsksOnceForARepository) {
  put({record("PYSEC-1", {fix(1)}), record("PYSEC-2", {fix(2)}), record("PYSEC-3", {fix(3)})});
  const Collected got = run();
  EXPECT_EQ(got.records.size(), 3u);
  const auto asked = [&got](std::uint32_t what) {
    return std::count_if(got.git_requests.begin(), got.git_requests.end(),
                         [what](const auto& request) { return request.what == what; });
  };
  EXPECT_EQ(asked(SG_GIT_COMMITS), 1);
  EXPECT_LE(asked(SG_GIT_BLOBS), 1);
}

TEST_F(OsvCode, NothingIsAskedOfGitWhereNoCodeIsWanted) {
  put({record("PYSEC-1", {fix(1)}), record("PYSEC-2", {fix(2)})});
  CollectOptions granted = options_;
  options_.config_json = R"({"ecosystems":["PyPI"],"code":false})";
  const Collected unwanted = run();
  EXPECT_EQ(kinds(unwanted), (std::vector<std::string>{"PYSEC-1 advisory", "PYSEC-2 advisory"}));
  EXPECT_THAT(unwanted.git_requests, IsEmpty());
  options_ = granted;
  options_.upstreams.erase("git");
  const Collected ungranted = run();
  EXPECT_EQ(ungranted.records, unwanted.records);
  EXPECT_THAT(ungranted.git_requests, IsEmpty());
}

TEST_F(OsvCode, RecordsThatArePassedAreNotAskedFor) {
  put({record("MAL-1", {fix(1)}), record("PYSEC-2", {})});
  EXPECT_THAT(run().git_requests, IsEmpty());
}

TEST_F(OsvCode, ABatchPutAsideComesWithoutCode) {
  put({record("PYSEC-1", {fix(1)}), record("PYSEC-2", {fix(2)})});
  options_.skip_json = R"(["PyPI/PYSEC-1.json code"])";
  const Collected got = run();
  EXPECT_EQ(kinds(got), (std::vector<std::string>{"PYSEC-1 advisory", "PYSEC-2 advisory"}));
  EXPECT_THAT(got.git_requests, IsEmpty());
}

TEST_F(OsvCode, ResumesAtEveryCheckpointWithTheSameBytes) {
  const std::vector<std::string> fixes{fix(1), fix(2), fix(3), fix(4), fix(5)};
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < 240; ++i) {
    // Most have no fix; of the others many share one, so that what came before decides.
    std::vector<std::string> own;
    if (i % 3 == 0) own.push_back(fixes[i / 3 % fixes.size()]);
    if (i % 50 == 9) own.push_back(fixes[i % fixes.size()]);
    entries.push_back(record("PYSEC-" + std::to_string(i), own));
  }
  put(entries);
  const Collected whole = run();
  ASSERT_GE(whole.commits.size(), 4u);
  EXPECT_GE(whole.records.size(), 240u);
  EXPECT_THAT(streamguard::testing::resume_faults(sg_plugin_entry, options_), IsEmpty());
}

TEST_F(OsvCode, AFixThatMayComeLaterEndsTheRun) {
  put({record("PYSEC-1", {fix(1)})});
  options_.failures[kRepo] = SG_E_TRANSIENT;
  const Collected got = collect(sg_plugin_entry, options_);
  EXPECT_EQ(got.rc, SG_E_TRANSIENT);
  EXPECT_EQ(got.units.back(), "PyPI/PYSEC-1.json code");
  options_.failures[kRepo] = SG_E_UNAVAILABLE;
  EXPECT_EQ(kinds(run()), std::vector<std::string>{"PYSEC-1 advisory"});
}

}  // namespace
}  // namespace streamguard::osv
