#include "advisory/osv_document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace streamguard::advisory {
namespace {

using nlohmann::json;

/// The sample of `document`, as written and read again.
json sample_of(const json& document, OsvDocument& reader) {
  const simdjson::padded_string text(document.dump());
  EXPECT_EQ(reader.read(text, document["id"].get<std::string>()), Verdict::kTaken) << reader.problem();
  std::string out;
  record::append_json(reader.sample(), out);
  return json::parse(out);
}

json sample_of(const json& document) {
  OsvDocument reader(OsvReading{});
  return sample_of(document, reader);
}

json full() {
  return json::parse(R"({
    "schema_version": "1.6.0", "id": "GHSA-aaaa-bbbb-cccc", "modified": "2024-02-03T00:00:00Z",
    "published": "2024-01-02T00:00:00Z", "aliases": ["CVE-2024-1", "PYSEC-2024-9", "CVE-2024-1"],
    "summary": "A parser reads too far", "details": "It reads\nbehind the \"end\".",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                 {"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"}],
    "affected": [
      {"package": {"ecosystem": "PyPI", "name": "parser", "purl": "pkg:pypi/parser"},
       "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]},
                  {"type": "GIT", "repo": "https://example.org/parser.git",
                   "events": [{"introduced": "0"}, {"fixed": "00112233"}]}],
       "versions": ["1.0", "1.1"],
       "severity": [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:N/I:N/A:C"}],
       "database_specific": {"cwes": [{"cweId": "CWE-126", "name": "Buffer Over-read"}]}},
      {"package": {"ecosystem": "npm", "name": "@x/parser"}}],
    "references": [{"type": "FIX", "url": "https://example.org/parser/commit/00112233"},
                   {"type": "WEB", "url": "https://example.org/parser"}],
    "database_specific": {"cwe_ids": ["CWE-125", "CWE-126"], "severity": "CRITICAL"}})");
}

TEST(OsvDocument, FillsInWhatTheRecordHolds) {
  const json sample = sample_of(full());
  EXPECT_EQ(sample["kind"], "advisory");
  EXPECT_EQ(sample["source"], "osv");
  EXPECT_TRUE(sample["code"].is_null());
  EXPECT_EQ(sample["label"], (json{{"tier", "none"}, {"method", "none"}}));
  EXPECT_EQ(sample["ids"]["osv"], json::array({"GHSA-aaaa-bbbb-cccc"}));
  EXPECT_EQ(sample["ids"]["ghsa"], json::array({"GHSA-aaaa-bbbb-cccc"}));
  EXPECT_EQ(sample["ids"]["cve"], json::array({"CVE-2024-1"}));
  EXPECT_EQ(sample["title"], "A parser reads too far");
  EXPECT_EQ(sample["description"], "It reads\nbehind the \"end\".");
  EXPECT_EQ(sample["dates"]["published"], "2024-01-02T00:00:00Z");
  EXPECT_EQ(sample["dates"]["modified"], "2024-02-03T00:00:00Z");
  EXPECT_TRUE(sample["dates"]["withdrawn"].is_null());
  EXPECT_EQ(sample["provenance"]["record_license"], "CC-BY-4.0");
  EXPECT_EQ(sample["provenance"]["urls"].size(), 2u);
  EXPECT_EQ(sample["provenance"]["raw_sha256"], record::sha256_hex(full().dump()));
}

TEST(OsvDocument, KeepsRangesAsPublishedAndCountsVersions) {
  const json sample = sample_of(full());
  ASSERT_EQ(sample["packages"].size(), 2u);
  EXPECT_EQ(sample["packages"][0]["purl"], "pkg:pypi/parser");
  EXPECT_EQ(sample["packages"][0]["ranges"], full()["affected"][0]["ranges"]);
  EXPECT_EQ(sample["packages"][1]["name"], "@x/parser");
  EXPECT_TRUE(sample["packages"][1]["purl"].is_null());
  EXPECT_EQ(sample["packages"][1]["ranges"], json::array());
  EXPECT_EQ(sample["extra"]["versions"], json::array({2, 0}));
}

TEST(OsvDocument, KeepsFixCandidatesForTheCodeStage) {
  EXPECT_EQ(sample_of(full())["extra"]["fix_candidates"],
            json::parse(R"([{"repo": "https://example.org/parser.git", "commit": "00112233"},
                            {"url": "https://example.org/parser/commit/00112233"}])"));
}

TEST(OsvDocument, ScoresEachVectorAndTakesTheWordOfTheHighestVersion) {
  const json weakness = sample_of(full())["weakness"];
  EXPECT_EQ(weakness["cwe"], json::array({"CWE-126", "CWE-125"}));
  ASSERT_EQ(weakness["cvss"].size(), 3u);
  for (const json& cvss : weakness["cvss"]) {
    const std::string version = cvss["version"];
    EXPECT_EQ(cvss["score"], version == "2.0" ? 7.8 : version == "3.1" ? 9.8 : 8.7) << version;
  }
  EXPECT_EQ(weakness["severity"], "HIGH");  // 8.7, whatever 3.1 or the database say
}

TEST(OsvDocument, TakesTheDatabasesWordWhereNothingIsScored) {
  json document = full();
  document.erase("severity");
  document["affected"][0].erase("severity");
  document["database_specific"]["severity"] = "MODERATE";
  EXPECT_EQ(sample_of(document)["weakness"]["severity"], "MEDIUM");
  document["severity"] = json::parse(R"([{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}])");
  json weakness = sample_of(document)["weakness"];
  EXPECT_TRUE(weakness["cvss"][0]["score"].is_null());
  EXPECT_EQ(weakness["severity"], "MEDIUM");
  document["database_specific"]["severity"] = "dreadful";
  EXPECT_TRUE(sample_of(document)["weakness"]["severity"].is_null());
}

TEST(OsvDocument, IsHonestAboutWhatIsMissing) {
  const json sample = sample_of(json{{"id", "XYZ-1"}, {"modified", "2024-01-01T00:00:00Z"}});
  EXPECT_TRUE(sample["title"].is_null());
  EXPECT_TRUE(sample["description"].is_null());
  EXPECT_TRUE(sample["weakness"].is_null());
  EXPECT_TRUE(sample["provenance"]["record_license"].is_null());
  EXPECT_EQ(sample["packages"], json::array());
  EXPECT_FALSE(sample.contains("extra"));
}

TEST(OsvDocument, FilesRecordsOfRepositoriesUnderGit) {
  const json sample = sample_of(json::parse(R"({"id": "CVE-2020-5", "affected": [{"ranges": [
      {"type": "GIT", "repo": "https://example.org/r.git", "events": [{"introduced": "0"}, {"fixed": "ff"}]}]}]})"));
  EXPECT_EQ(sample["packages"][0]["ecosystem"], "GIT");
  EXPECT_EQ(sample["packages"][0]["name"], "https://example.org/r.git");
  EXPECT_EQ(sample["ids"]["cve"], json::array({"CVE-2020-5"}));
}

TEST(OsvDocument, KnowsLicencesByPublisherUnlessTheRecordNamesOne) {
  for (const auto& [id, licence] : {std::pair("PYSEC-1", "CC-BY-4.0"), std::pair("GO-1", "CC-BY-4.0"),
                                    std::pair("RUSTSEC-1", "CC0-1.0"), std::pair("MAL-1", "Apache-2.0")}) {
    EXPECT_EQ(sample_of(json{{"id", id}})["provenance"]["record_license"], licence);
  }
  const json named{{"id", "RUSTSEC-1"}, {"database_specific", {{"license", "CC-BY-4.0"}}}};
  EXPECT_EQ(sample_of(named)["provenance"]["record_license"], "CC-BY-4.0");
}

TEST(OsvDocument, PassesWithdrawnRecordsUnlessWanted) {
  const json document{{"id", "GHSA-1"}, {"withdrawn", "2024-01-01T00:00:00Z"}};
  const simdjson::padded_string text(document.dump());
  OsvDocument strict(OsvReading{});
  EXPECT_EQ(strict.read(text, "GHSA-1"), Verdict::kWithdrawn);
  OsvDocument all(OsvReading{.withdrawn = true});
  EXPECT_EQ(sample_of(document, all)["dates"]["withdrawn"], "2024-01-01T00:00:00Z");
}

TEST(OsvDocument, NamesWhatIsWrongWithABrokenDocument) {
  OsvDocument reader(OsvReading{});
  for (const auto& [text, words] :
       {std::pair("", "JSON"), std::pair("[]", "JSON object"), std::pair("{\"id\": \"A\"", "JSON object"),
        std::pair("{\"id\": \"A\"} x", "JSON object"), std::pair("{\"id\": \"\xFF\"}", "JSON object"),
        std::pair("{}", "no id"), std::pair("{\"id\": 5}", "no id"),
        std::pair("{\"id\": \"B\"}", "record B instead")}) {
    const simdjson::padded_string padded(std::string_view{text});
    EXPECT_EQ(reader.read(padded, "A"), Verdict::kBroken) << text;
    EXPECT_NE(reader.problem().find(words), std::string::npos) << text << ": " << reader.problem();
  }
}

TEST(OsvDocument, IgnoresPartsOfTheWrongShape) {
  const json sample =
      sample_of(json::parse(R"({"id": "A-1", "aliases": 5, "severity": {}, "affected": [3, {"package": 1,
      "ranges": [7], "versions": "x"}], "references": [null, {"url": 9}], "database_specific": [], "summary": []})"));
  EXPECT_EQ(sample["packages"], json::array());
  EXPECT_TRUE(sample["title"].is_null());
}

TEST(OsvDocument, OneReaderServesManyRecords) {
  OsvDocument reader(OsvReading{});
  const json first = sample_of(full(), reader);
  const json bare = sample_of(json{{"id", "A-1"}}, reader);
  EXPECT_TRUE(bare["weakness"].is_null());
  EXPECT_FALSE(bare.contains("extra"));
  EXPECT_EQ(sample_of(full(), reader), first);
}

std::vector<std::string> fixes_of(const json& document) {
  OsvDocument reader(OsvReading{});
  sample_of(document, reader);
  std::vector<fix::Target> targets;
  reader.fixes(targets);
  std::vector<std::string> out;
  for (const fix::Target& each : targets) out.push_back(each.repository + " " + each.commit);
  return out;
}

const std::string kOne(40, '1'), kTwo(40, '2'), kThree(40, '3');

json with_fixes(const std::string& id) {
  json document{{"id", id}, {"references", json::array()}};
  document["affected"] = json::array({{{"ranges",
                                        {{{"type", "GIT"},
                                          {"repo", "https://github.com/o/r.git"},
                                          {"events", {{{"introduced", "0"}}, {{"fixed", kOne}}}}}}}}});
  return document;
}

TEST(OsvDocument, FixesAreRangesThenFixReferencesThenOtherCommits) {
  json document = with_fixes("PYSEC-2024-1");
  document["references"] = {{{"type", "WEB"}, {"url", "https://github.com/o/r/commit/" + kThree}},
                            {{"type", "FIX"}, {"url", "https://github.com/o/r/commit/" + kTwo}},
                            {{"type", "FIX"}, {"url", "https://github.com/o/r/commit/" + kOne}},
                            {{"type", "FIX"}, {"url", "https://github.com/o/r/pull/7"}},
                            {{"type", "WEB"}, {"url", "https://github.com/o/r"}}};
  EXPECT_EQ(fixes_of(document),
            (std::vector<std::string>{"https://github.com/o/r " + kOne, "https://github.com/o/r " + kTwo,
                                      "https://github.com/o/r " + kThree}));
}

TEST(OsvDocument, ACommitMadeOfAVersionNumberIsNoFix) {
  json document = with_fixes("CVE-2024-1");
  EXPECT_EQ(fixes_of(document), std::vector<std::string>{});
  document["references"] = {{{"type", "WEB"}, {"url", "https://example.org/mirror/?id=" + kOne}}};
  EXPECT_EQ(fixes_of(document), std::vector<std::string>{"https://github.com/o/r " + kOne});
}

TEST(OsvDocument, TheEndOfABisectedRangeIsNoFix) {
  json document = with_fixes("OSV-2024-1");
  EXPECT_EQ(fixes_of(document).size(), 1u);
  document["affected"][0]["ecosystem_specific"]["fixed_range"] = kTwo + ":" + kOne;
  EXPECT_EQ(fixes_of(document), std::vector<std::string>{});
}

TEST(OsvDocument, NamesTheFunctionsThatAreAffected) {
  json document{{"id", "GO-2024-1"}, {"summary", "S"}, {"details", "D"}, {"affected", json::array()}};
  document["affected"] = json::parse(R"([
      {"ecosystem_specific": {"imports": [{"path": "x/y", "symbols": ["Reader.Next", "Parse"]}, {"path": "z"}]}},
      {"ecosystem_specific": {"affects": {"functions": ["crate::open"]}, "affected_functions": ["a.b"], "symbols": 7}}])");
  OsvDocument reader(OsvReading{});
  sample_of(document, reader);
  EXPECT_EQ(reader.names_text(), "S\nD\nReader.Next\nParse\na.b\ncrate::open");
}

TEST(OsvDocument, TheDatabasesWordComesFirstWhereWanted) {
  json document = full();
  document["database_specific"]["severity"] = "MODERATE";
  OsvDocument reader(OsvReading{.source = "github", .osv_id = false, .own_word = true});
  const json sample = sample_of(document, reader);
  EXPECT_EQ(sample["weakness"]["severity"], "MEDIUM");
  EXPECT_EQ(sample["source"], "github");
  EXPECT_EQ(sample["ids"]["osv"], json::array());
  document["database_specific"].erase("severity");
  EXPECT_EQ(sample_of(document, reader)["weakness"]["severity"], "HIGH");
}

}  // namespace
}  // namespace streamguard::advisory
