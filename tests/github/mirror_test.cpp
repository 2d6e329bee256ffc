#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <streamguard/testing/in_process_host.hpp>

#include "nodes.hpp"

namespace streamguard::github {
namespace {

using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using ::testing::Contains;
using ::testing::HasSubstr;

/// A mirror folder of its own, gone with the test.
class Mirror : public ::testing::Test {
 protected:
  Mirror()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("github_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    options_.upstreams["advisories"] = folder_;
    options_.config_json = R"({"source":"nodes","file":"/nodes.jsonl"})";
  }
  ~Mirror() override { std::filesystem::remove_all(folder_); }

  static std::string lines(unsigned count) {
    std::string text;
    for (unsigned i = 0; i < count; ++i) text += node(i).dump() + "\n";
    return text;
  }
  void put(const std::string& text) { std::ofstream(folder_ / "nodes.jsonl", std::ios::binary) << text; }

  /// Packs members as bsdtar would. `filter` and `format` are libarchive's own functions.
  void pack(const std::string& name, const std::vector<std::pair<std::string, std::string>>& members,
            int (*filter)(archive*), int (*format)(archive*)) const {
    archive* const out = archive_write_new();
    filter(out);
    format(out);
    ASSERT_EQ(archive_write_open_filename(out, (folder_ / name).string().c_str()), ARCHIVE_OK);
    for (const auto& [path, content] : members) {
      archive_entry* const entry = archive_entry_new();
      archive_entry_set_pathname(entry, path.c_str());
      archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_entry_set_perm(entry, 0644);
      EXPECT_EQ(archive_write_header(out, entry), ARCHIVE_OK);
      archive_write_data(out, content.data(), content.size());
      archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
  }
  static std::pair<std::string, std::string> member(unsigned number, const std::string& folder = "github-reviewed") {
    return {"advisory-database-main/advisories/" + folder + "/2024/05/" + ghsa(number) + "/" + ghsa(number) + ".json",
            json{{"id", ghsa(number)}, {"summary", "S"}, {"published", "2024-05-01T00:00:00Z"}}.dump()};
  }
  Collected run() const {
    Collected got = collect(sg_plugin_entry, options_);
    EXPECT_THAT(got.violations, ::testing::IsEmpty());
    return got;
  }
  static std::vector<std::string> ids(const Collected& got) {
    std::vector<std::string> ids;
    for (const std::string& body : got.records) ids.push_back(json::parse(body)["ids"]["ghsa"][0]);
    return ids;
  }
  static bool logged(const Collected& got, const std::string& words) {
    return std::any_of(got.logs.begin(), got.logs.end(),
                       [&words](const auto& line) { return line.message.find(words) != std::string::npos; });
  }

  std::filesystem::path folder_;
  CollectOptions options_;
};

TEST_F(Mirror, GivesEachLineOnceAndInOrder) {
  put(lines(3) + "\n  \n" + node(3).dump());  // blank lines, and no newline at the end
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{ghsa(0), ghsa(1), ghsa(2), ghsa(3)}));
  EXPECT_THAT(got.units, Contains("nodes.jsonl:6"));
  EXPECT_TRUE(logged(got, "4 advisories, 4 taken"));
}

TEST_F(Mirror, IsReadCompressedAsItIsPlain) {
  put(lines(700));
  const Collected plain = run();
  pack("nodes.jsonl.gz", {{"nodes", lines(700)}}, &archive_write_add_filter_gzip, &archive_write_set_format_raw);
  options_.config_json = R"({"source":"nodes","file":"/nodes.jsonl.gz"})";
  const Collected packed = run();
  EXPECT_EQ(packed.rc, SG_OK) << packed.error;
  EXPECT_EQ(packed.records.size(), 700u);
  EXPECT_EQ(packed.records, plain.records);
}

TEST_F(Mirror, ResumesAtEveryCheckpointWithTheSameBytes) {
  put(lines(1300));
  const Collected whole = run();
  ASSERT_EQ(whole.rc, SG_OK) << whole.error;
  ASSERT_EQ(whole.records.size(), 1300u);
  ASSERT_GE(whole.commits.size(), 3u);
  EXPECT_THAT(streamguard::testing::resume_faults(sg_plugin_entry, options_), ::testing::IsEmpty());
}

TEST_F(Mirror, AFileThatChangedIsReadFromItsBeginning) {
  put(lines(600));
  options_.stop_after_checkpoints = 1;
  options_.token = run().token;
  options_.stop_after_checkpoints = 0;
  put(lines(601));
  EXPECT_EQ(run().records.size(), 601u);
}

TEST_F(Mirror, PassesBrokenLinesAndSaysWhich) {
  put("{\n" + node(1).dump() + "\n[]\n{\"ghsaId\":\"x\"}\n" + std::string((16u << 20) + 1, ' ') + "\n" +
      node(2).dump());
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(ids(got), (std::vector<std::string>{ghsa(1), ghsa(2)}));
  EXPECT_TRUE(logged(got, "nodes.jsonl:1: passed: is not a JSON object"));
  EXPECT_TRUE(logged(got, "nodes.jsonl:4: passed: its ghsaId is not one: x"));
  EXPECT_TRUE(logged(got, "nodes.jsonl:5: passed: it has over 16777216 bytes"));
  EXPECT_TRUE(logged(got, "6 advisories, 2 taken, 4 broken"));
}

TEST_F(Mirror, ShardsShareTheAdvisories) {
  put(lines(400));
  const Collected alone = run();
  std::multiset<std::string> together;
  options_.shard_count = 3;
  for (options_.shard_index = 0; options_.shard_index < 3; ++options_.shard_index) {
    const Collected part = run();
    EXPECT_GT(part.records.size(), 80u);
    together.insert(part.records.begin(), part.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST_F(Mirror, TakesWhatIsAskedForOnly) {
  json malware = node(1);
  malware["classification"] = "MALWARE";
  json withdrawn = node(2);
  withdrawn["withdrawnAt"] = "2024-06-01T00:00:00Z";
  json old = node(3, "2020-01-01T00:00:00Z");
  json rust = node(4);
  rust["vulnerabilities"]["nodes"][0]["package"]["ecosystem"] = "RUST";
  put(node(0).dump() + "\n" + malware.dump() + "\n" + withdrawn.dump() + "\n" + old.dump() + "\n" + rust.dump());
  options_.config_json =
      R"({"source":"nodes","file":"/nodes.jsonl","ecosystems":["PyPI"],"published_since":"2021-01-01"})";
  const Collected got = run();
  EXPECT_EQ(ids(got), std::vector<std::string>{ghsa(0)});
  EXPECT_TRUE(logged(got, "5 advisories, 1 taken, 1 withdrawn, 3 not asked for"));
}

TEST_F(Mirror, GoesPastUnitsThatTheHostNames) {
  put(lines(5));
  options_.skip_json = R"(["nodes.jsonl:2"])";
  EXPECT_EQ(ids(run()), (std::vector<std::string>{ghsa(0), ghsa(2), ghsa(3), ghsa(4)}));
  options_.skip_json = R"(["nodes.jsonl"])";
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_OK);
  EXPECT_TRUE(got.records.empty());
}

TEST_F(Mirror, SaysWhatIsMissingOrDamaged) {
  Collected got = run();
  EXPECT_EQ(got.rc, SG_E_UNAVAILABLE);
  EXPECT_THAT(got.error, HasSubstr("has no nodes.jsonl"));
  EXPECT_THAT(got.error, HasSubstr("name another one in `file`"));
  pack("nodes.jsonl", {{"nodes", lines(700)}}, &archive_write_add_filter_gzip, &archive_write_set_format_raw);
  std::filesystem::resize_file(folder_ / "nodes.jsonl", std::filesystem::file_size(folder_ / "nodes.jsonl") / 2);
  got = run();
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_THAT(got.error, HasSubstr("nodes.jsonl: "));
  EXPECT_EQ(got.units.back(), "nodes.jsonl");
  put("");
  got = run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
}

TEST_F(Mirror, ReadsTheDatabaseFromTarAndZip) {
  const std::vector<std::pair<std::string, std::string>> members{
      {"advisory-database-main/README.md", "x"}, member(1), member(2), member(3, "unreviewed"), {"other.json", "{}"}};
  pack("a.tar.gz", members, &archive_write_add_filter_gzip, &archive_write_set_format_pax_restricted);
  pack("a.zip", members, &archive_write_add_filter_none, &archive_write_set_format_zip);
  options_.config_json = R"({"source":"database","file":"/a.tar.gz"})";
  const Collected tar = run();
  EXPECT_EQ(tar.rc, SG_OK) << tar.error;
  EXPECT_EQ(ids(tar), (std::vector<std::string>{ghsa(1), ghsa(2)}));
  options_.config_json = R"({"source":"database","file":"/a.zip","include":["unreviewed"]})";
  const Collected zip = run();
  EXPECT_EQ(zip.rc, SG_OK) << zip.error;
  EXPECT_EQ(ids(zip), (std::vector<std::string>{ghsa(1), ghsa(2), ghsa(3)}));
  EXPECT_EQ(zip.records[0], tar.records[0]);
}

TEST_F(Mirror, RefusesAnArchiveThatCannotBeTrusted) {
  std::ofstream(folder_ / "a.tar.gz") << "no archive";
  options_.config_json = R"({"source":"database","file":"/a.tar.gz"})";
  const Collected got = run();
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_THAT(got.error, HasSubstr("a.tar.gz: "));
  EXPECT_THAT(got.error, HasSubstr("bring the file again"));
}

TEST_F(Mirror, StopsAtTheTarget) {
  put(lines(50));
  options_.target = 7;
  const Collected got = run();
  EXPECT_TRUE(got.target_met);
  EXPECT_EQ(got.records.size(), 7u);
}

TEST_F(Mirror, TellsWhatItWillAskFor) {
  put(lines(1));
  const Collected got = run();
  ASSERT_EQ(got.plans.size(), 1u);
  EXPECT_EQ(got.plans[0].upstream, "advisories");
  EXPECT_EQ(got.plans[0].requests, 1u);
}

}  // namespace
}  // namespace streamguard::github
