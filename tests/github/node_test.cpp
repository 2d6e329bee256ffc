#include "github/node.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "github/database_document.hpp"
#include "nodes.hpp"

namespace streamguard::github {
namespace {

using nlohmann::json;

json sample_of(DocumentReader& reader, const json& document, const std::string& name = "here") {
  const simdjson::padded_string text(document.dump());
  EXPECT_TRUE(reader.read(text, name)) << reader.problem();
  std::string out;
  record::append_json(reader.sample(), out);
  return json::parse(out);
}

json sample_of(const json& document) {
  NodeReader reader;
  return sample_of(reader, document);
}

TEST(Node, FillsInWhatItHolds) {
  json document = node(7);
  document["cwes"] = json::parse(R"({"nodes": [{"cweId": "CWE-79", "name": "XSS"}, {"cweId": "CWE-79"}]})");
  document["references"].push_back({{"url", document["permalink"]}});
  const json sample = sample_of(document);
  EXPECT_EQ(sample["kind"], "advisory");
  EXPECT_EQ(sample["source"], "github");
  EXPECT_EQ(sample["ids"]["ghsa"], json::array({ghsa(7)}));
  EXPECT_EQ(sample["ids"]["cve"], json::array({"CVE-2024-1"}));
  EXPECT_EQ(sample["ids"]["osv"], json::array());
  EXPECT_EQ(sample["title"], "Advisory 7");
  EXPECT_EQ(sample["weakness"]["cwe"], json::array({"CWE-79"}));
  EXPECT_EQ(sample["weakness"]["severity"], "MEDIUM");
  EXPECT_EQ(sample["dates"]["published"], "2024-05-01T00:00:00Z");
  EXPECT_EQ(sample["dates"]["modified"], "2024-06-01T00:00:00Z");
  EXPECT_TRUE(sample["dates"]["withdrawn"].is_null());
  EXPECT_EQ(sample["provenance"]["record_license"], "CC-BY-4.0");
  EXPECT_EQ(sample["provenance"]["urls"], json::array({document["permalink"], "https://example.org/notes"}));
  EXPECT_EQ(sample["provenance"]["raw_sha256"], record::sha256_hex(document.dump()));
  EXPECT_EQ(sample["extra"], (json{{"classification", "GENERAL"}, {"origin", "UNSPECIFIED"}}));
}

TEST(Node, KeepsAllVectorsOnceAndGithubsOwnWord) {
  json document = node(1);
  const std::string three = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  const std::string four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N";
  document["cvss"] = {{"score", 9.8}, {"vectorString", three}};
  document["cvssSeverities"] = {{"cvssV3", {{"score", 9.8}, {"vectorString", three}}},
                                {"cvssV4", {{"score", 8.7}, {"vectorString", four}}}};
  document["severity"] = "LOW";
  const json weakness = sample_of(document)["weakness"];
  ASSERT_EQ(weakness["cvss"].size(), 2u);
  EXPECT_EQ(weakness["cvss"][0]["score"], 9.8);
  EXPECT_EQ(weakness["cvss"][1]["version"], "4.0");
  EXPECT_EQ(weakness["severity"], "LOW");
}

TEST(Node, GroupsRangesByPackage) {
  json document = node(1);
  document["vulnerabilities"]["nodes"] = json::parse(R"([
    {"package": {"ecosystem": "NPM", "name": "@a/b"}, "vulnerableVersionRange": ">= 1.0, < 1.4",
     "firstPatchedVersion": {"identifier": "1.4"}},
    {"package": {"ecosystem": "PIP", "name": "b"}, "vulnerableVersionRange": "> 3, < 4", "firstPatchedVersion": null},
    {"package": {"ecosystem": "NPM", "name": "@a/b"}, "vulnerableVersionRange": "<= 0.9",
     "firstPatchedVersion": {"identifier": "0.9.1"}}])");
  const json sample = sample_of(document);
  ASSERT_EQ(sample["packages"].size(), 2u);
  EXPECT_EQ(sample["packages"][0]["ecosystem"], "npm");
  EXPECT_EQ(sample["packages"][0]["purl"], "pkg:npm/%40a/b");
  EXPECT_EQ(sample["packages"][0]["ranges"], json::parse(R"([
    {"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "1.4"}]},
    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "0.9"}],
     "database_specific": {"first_patched_version": "0.9.1"}}])"));
  EXPECT_EQ(sample["packages"][1]["ranges"], json::parse(R"([{"type": "ECOSYSTEM", "events": []}])"));
  EXPECT_EQ(sample["extra"]["unparsed_ranges"], json::array({"> 3, < 4"}));
}

TEST(Node, FixesAreCommitsAndOnlyWithoutThemRequests) {
  const std::string commit = "https://github.com/o/r/commit/" + std::string(40, 'a');
  json document = node(1);
  document["references"] = {{{"url", "https://github.com/o/r/pull/12"}}, {{"url", commit}}, {{"url", commit}}};
  NodeReader reader;
  sample_of(reader, document);
  std::vector<fix::Target> targets;
  reader.fixes(targets);
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(targets[0].repository, "https://github.com/o/r");
  EXPECT_EQ(targets[0].commit, std::string(40, 'a'));
  document["references"] = {{{"url", "https://github.com/o/r/pull/12"}}};
  sample_of(reader, document);
  targets.clear();
  reader.fixes(targets);
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_TRUE(targets[0].is_ref());
  EXPECT_EQ(reader.names_text(), "Advisory 1\nWhat it is.");
}

TEST(Node, IsHonestAboutWhatIsMissing) {
  const json sample = sample_of(json{{"ghsaId", ghsa(5)}});
  EXPECT_EQ(sample["ids"]["ghsa"], json::array({ghsa(5)}));
  EXPECT_TRUE(sample["title"].is_null());
  EXPECT_TRUE(sample["weakness"].is_null());
  EXPECT_EQ(sample["packages"], json::array());
}

TEST(Node, IgnoresPartsOfTheWrongShape) {
  const json sample =
      sample_of(json::parse(R"({"ghsaId": ")" + ghsa(5) + R"(", "identifiers": 5, "references": [null, 3],
      "cvss": [], "cvssSeverities": "x", "cwes": {"nodes": null}, "severity": "UNKNOWN", "summary": 7,
      "vulnerabilities": {"nodes": [3, {"package": null}, {"package": {"name": "a"}, "vulnerableVersionRange": null}]}})"));
  EXPECT_EQ(sample["packages"].size(), 1u);
  EXPECT_EQ(sample["packages"][0]["ecosystem"], "");
  EXPECT_TRUE(sample["title"].is_null());
}

TEST(Node, NamesWhatIsWrongWithABrokenOne) {
  NodeReader reader;
  for (const auto& [text, words] : {std::pair("", "JSON"), std::pair("[]", "JSON"), std::pair("{", "JSON"),
                                    std::pair("{}", "no ghsaId"), std::pair(R"({"ghsaId":"CVE-1"})", "CVE-1")}) {
    const simdjson::padded_string padded(std::string_view{text});
    EXPECT_FALSE(reader.read(padded, "here")) << text;
    EXPECT_NE(reader.problem().find(words), std::string::npos) << text << ": " << reader.problem();
  }
}

TEST(Node, KnowsItsIds) {
  EXPECT_TRUE(is_ghsa("GHSA-c3h9-896r-86jm"));
  for (const char* id : {"", "GHSA-c3h9-896r-86j", "GHSA-c3h9-896r-86jmm", "ghsa-c3h9-896r-86jm", "GHSA-c3h9_896r-86jm",
                         "GHSA-c3h1-896r-86jm"}) {
    EXPECT_FALSE(is_ghsa(id)) << id;
  }
}

TEST(DatabaseDocument, ReadsTheOsvForm) {
  const json document = json::parse(R"({"id": ")" + ghsa(3) + R"(", "aliases": ["CVE-2024-3"], "summary": "S",
      "affected": [{"package": {"ecosystem": "PyPI", "name": "p"}, "ranges": []}],
      "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
      "withdrawn": "2024-01-01T00:00:00Z", "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-22"]}})");
  DatabaseReader reader;
  const json sample =
      sample_of(reader, document, "x/advisories/github-reviewed/2024/01/" + ghsa(3) + "/" + ghsa(3) + ".json");
  EXPECT_EQ(sample["source"], "github");
  EXPECT_EQ(sample["ids"]["osv"], json::array());
  EXPECT_EQ(sample["ids"]["ghsa"], json::array({ghsa(3)}));
  EXPECT_EQ(sample["weakness"]["severity"], "MEDIUM");  // GitHub's word, whatever the vector scores
  EXPECT_EQ(sample["provenance"]["record_license"], "CC-BY-4.0");
  EXPECT_EQ(sample["dates"]["withdrawn"], "2024-01-01T00:00:00Z");
}

TEST(DatabaseDocument, KnowsMembersByTheirPlace) {
  const std::string file = "2024/01/" + ghsa(3) + "/" + ghsa(3) + ".json";
  EXPECT_EQ(id_of_member("advisories/github-reviewed/" + file), ghsa(3));
  EXPECT_EQ(id_of_member("advisory-database-abc/advisories/unreviewed/" + file), ghsa(3));
  EXPECT_EQ(id_of_member("README.json"), "");
  EXPECT_EQ(id_of_member("myadvisories/unreviewed/" + file), "");
  EXPECT_TRUE(is_reviewed_member("x/advisories/github-reviewed/" + file));
  EXPECT_FALSE(is_reviewed_member("x/advisories/unreviewed/" + file));
}

}  // namespace
}  // namespace streamguard::github
