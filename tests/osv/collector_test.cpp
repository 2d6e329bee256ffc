#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <streamguard/testing/in_process_host.hpp>

#include "zip_writer.hpp"

namespace streamguard::osv {
namespace {

using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::Contains;
using ::testing::HasSubstr;

Entry record(const std::string& id, const std::string& more = "") {
  return {.name = id + ".json", .content = "{\"id\":\"" + id + "\",\"summary\":\"About " + id + "\"" + more + "}"};
}

/// A mirror folder of its own, gone with the test.
class Osv : public ::testing::Test {
 protected:
  Osv()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("osv_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    options_.upstreams["osv"] = folder_;
    use({"PyPI", "npm"});
  }
  ~Osv() override { std::filesystem::remove_all(folder_); }

  void use(const std::vector<std::string>& ecosystems, const std::vector<std::string>& include = {}) {
    options_.config_json = json{{"ecosystems", ecosystems}, {"include", include}}.dump();
  }
  void put(const std::string& ecosystem, const std::vector<Entry>& entries) {
    write_file(folder_ / ecosystem / "all.zip", make_zip(entries));
    std::string rows;
    for (const Entry& entry : entries) {
      rows += "2024-01-01T00:00:00Z," + entry.name.substr(0, entry.name.size() - 5) + "\n";
    }
    write_file(folder_ / ecosystem / "modified_id.csv", rows);
  }
  static std::vector<Entry> many(const std::string& prefix, int count) {
    std::vector<Entry> entries;
    for (int i = 0; i < count; ++i) entries.push_back(record(prefix + std::to_string(i)));
    return entries;
  }
  Collected run() const {
    Collected got = collect(sg_plugin_entry, options_);
    EXPECT_THAT(got.violations, ::testing::IsEmpty());
    return got;
  }
  static std::vector<std::string> ids(const Collected& got) {
    std::vector<std::string> ids;
    for (const std::string& body : got.records) ids.push_back(json::parse(body)["ids"]["osv"][0]);
    return ids;
  }
  static bool logged(const Collected& got, const std::string& words) {
    return std::any_of(got.logs.begin(), got.logs.end(),
                       [&words](const auto& line) { return line.message.find(words) != std::string::npos; });
  }

  std::filesystem::path folder_;
  CollectOptions options_;
};

TEST_F(Osv, TakesEveryRecordOnceInOrder) {
  put("PyPI", {record("A-1"), record("A-2")});
  put("npm", {record("A-2"), record("A-3")});
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{"A-1", "A-2", "A-3"}));
  EXPECT_TRUE(logged(got, "npm: 2 records, 1 taken, 1 taken with another ecosystem"));
  EXPECT_THAT(got.units, Contains("PyPI/all.zip"));
  EXPECT_THAT(got.units, Contains("npm/A-3.json"));
  EXPECT_EQ(got.progress.back().done, 4u);
  EXPECT_EQ(got.progress.back().total, 4u);
}

TEST_F(Osv, PassesWithdrawnAndMaliciousUnlessIncluded) {
  put("PyPI", {record("A-1"), record("A-2", ",\"withdrawn\":\"2024-01-01T00:00:00Z\""), record("MAL-1")});
  use({"PyPI"});
  EXPECT_EQ(ids(run()), (std::vector<std::string>{"A-1"}));
  use({"PyPI"}, {"withdrawn"});
  EXPECT_EQ(ids(run()), (std::vector<std::string>{"A-1", "A-2"}));
  use({"PyPI"}, {"withdrawn", "malicious"});
  EXPECT_EQ(ids(run()), (std::vector<std::string>{"A-1", "A-2", "MAL-1"}));
}

TEST_F(Osv, ResumesAtEveryCheckpointWithTheSameBytes) {
  std::vector<Entry> first = many("A-", 1300);
  first[7].crc = 1;  // broken here, whole in npm: that copy must come whenever the walk was interrupted
  put("PyPI", first);
  std::vector<Entry> second = many("B-", 1200);
  second.push_back(record("A-7"));
  second.push_back(record("A-8"));
  put("npm", second);
  const Collected whole = run();
  ASSERT_EQ(whole.rc, SG_OK) << whole.error;
  EXPECT_EQ(whole.records.size(), 1299u + 1200u + 1u);
  ASSERT_GE(whole.commits.size(), 5u);
  EXPECT_THAT(streamguard::testing::resume_faults(sg_plugin_entry, options_), ::testing::IsEmpty());
}

TEST_F(Osv, RerunFetchesOnlyTheListsOfIds) {
  put("PyPI", many("A-", 3));
  put("npm", many("B-", 3));
  options_.token = run().token;
  const Collected again = run();
  EXPECT_EQ(again.rc, SG_OK) << again.error;
  EXPECT_TRUE(again.records.empty());
  EXPECT_EQ(again.requests, (std::vector<std::string>{"GET osv/PyPI/modified_id.csv", "GET osv/npm/modified_id.csv"}));
}

TEST_F(Osv, RerunWalksAnEcosystemWithNewIdsWhole) {
  put("PyPI", many("A-", 3));
  put("npm", many("B-", 3));
  options_.token = run().token;
  put("npm", many("B-", 4));
  const Collected again = run();
  // The host knows the first three by their sample_id and keeps only what is new.
  EXPECT_EQ(ids(again), (std::vector<std::string>{"B-0", "B-1", "B-2", "B-3"}));
  EXPECT_THAT(again.requests, ::testing::Not(Contains("GET osv/PyPI/all.zip")));
}

TEST_F(Osv, RerunWithoutAListComparesTheArchive) {
  put("PyPI", many("A-", 3));
  use({"PyPI"});
  options_.token = run().token;
  std::filesystem::remove(folder_ / "PyPI" / "modified_id.csv");
  const Collected again = run();
  EXPECT_EQ(again.rc, SG_OK) << again.error;
  EXPECT_TRUE(again.records.empty());
}

TEST_F(Osv, AnArchiveThatChangedIsWalkedFromItsBeginning) {
  put("PyPI", many("A-", 1300));
  use({"PyPI"});
  options_.stop_after_checkpoints = 1;
  options_.token = run().token;
  options_.stop_after_checkpoints = 0;
  std::vector<Entry> newer = many("A-", 1300);
  newer.insert(newer.begin(), record("NEW-1"));
  put("PyPI", newer);
  const std::vector<std::string> taken = ids(run());
  EXPECT_EQ(taken.size(), 1301u);
  EXPECT_EQ(taken.front(), "NEW-1");
}

TEST_F(Osv, ShardsShareTheRecords) {
  put("PyPI", many("A-", 400));
  put("npm", many("A-", 500));
  const Collected alone = run();
  std::multiset<std::string> together;
  options_.shard_count = 3;
  for (options_.shard_index = 0; options_.shard_index < 3; ++options_.shard_index) {
    const Collected shard = run();
    EXPECT_EQ(shard.rc, SG_OK) << shard.error;
    EXPECT_GT(shard.records.size(), 100u);
    together.insert(shard.records.begin(), shard.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(Osv, PassesBrokenDocumentsAndSaysWhich) {
  put("PyPI", {record("A-1"),
               {.name = "A-2.json", .content = "{"},
               {.name = "A-3.json", .content = "{\"id\":\"Z\"}"},
               {.name = "folder/A-4.json", .content = "{\"id\":\"folder/A-4\"}"},
               record("A-5")});
  use({"PyPI"});
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{"A-1", "A-5"}));
  EXPECT_TRUE(logged(got, "PyPI/A-2.json: passed: is not a JSON object"));
  EXPECT_TRUE(logged(got, "PyPI/A-3.json: passed: holds the record Z instead"));
  EXPECT_TRUE(logged(got, "PyPI/folder/A-4.json: passed: is not named"));
  EXPECT_TRUE(logged(got, "5 records, 2 taken, 3 broken"));
}

TEST_F(Osv, RefusesAnArchiveThatCannotBeTrusted) {
  put("PyPI", many("A-", 3));
  std::filesystem::resize_file(folder_ / "PyPI" / "all.zip", 100);
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_THAT(got.error, HasSubstr("PyPI/all.zip: it has no end-of-directory record"));
  EXPECT_EQ(got.units.back(), "PyPI/all.zip");
}

TEST_F(Osv, GoesPastUnitsThatTheHostNames) {
  put("PyPI", many("A-", 3));
  put("npm", many("B-", 3));
  options_.skip_json = "[\"PyPI/all.zip\",\"npm/B-1.json\"]";
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{"B-0", "B-2"}));
}

TEST_F(Osv, AMissingEcosystemIsPassed) {
  put("npm", many("B-", 2));
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 2u);
  EXPECT_TRUE(logged(got, "PyPI/all.zip: the upstream has no such archive"));
}

TEST_F(Osv, FailsWhereAllAreMissing) {
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_UNAVAILABLE);
  EXPECT_THAT(got.error, HasSubstr("no all.zip of any of the 2 ecosystems (PyPI"));
}

TEST_F(Osv, ATransientFailureIsHandedOn) {
  put("PyPI", many("A-", 2));
  put("npm", many("B-", 2));
  options_.failures["osv/npm/all.zip"] = SG_E_TRANSIENT;
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_TRANSIENT);
  EXPECT_EQ(got.records.size(), 2u);  // PyPI's are committed
}

TEST_F(Osv, StopsAtTheTarget) {
  put("PyPI", many("A-", 10));
  options_.target = 4;
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 4u);
}

TEST_F(Osv, EncodesEcosystemsInPaths) {
  put("Rocky Linux", many("A-", 1));
  use({"Rocky Linux"});
  EXPECT_THAT(run().requests, Contains("GET osv/Rocky%20Linux/all.zip"));
}

TEST_F(Osv, RefusesEcosystemsThatAreNoFolders) {
  for (const char* name : {"", "..", "a/b", "PyPI\\\\x"}) {
    options_.config_json = std::string("{\"ecosystems\":[\"") + name + "\"]}";
    const Collected got = run();
    EXPECT_EQ(got.rc, SG_E_CONFIG) << name;
    EXPECT_THAT(got.error, HasSubstr("ecosystems: "));
  }
  use({"npm", "npm"});
  EXPECT_THAT(run().error, HasSubstr("listed twice"));
}

}  // namespace
}  // namespace streamguard::osv
