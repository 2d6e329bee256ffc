#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cve/cve_reader.hpp"
#include "mirror.hpp"

namespace streamguard::cve {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

class Reader : public ::testing::Test {
 protected:
  Verdict read(const std::string& more, const std::string& published = "2024-03-01T10:00:00.120") {
    text_ = cve_json("CVE-2024-0001", published, more);
    return read_text();
  }
  Verdict read_text() {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
    const Verdict verdict = reader_.read(text_);
    if (verdict == Verdict::kBroken) return verdict;
    std::string body;
    record::append_json(reader_.sample(), body);
    sample_ = json::parse(body);
    return verdict;
  }

  CveReader reader_;
  std::string text_;
  json sample_;
};

TEST_F(Reader, TakesWhatIsThereAndMakesNothingUp) {
  ASSERT_EQ(read(",\"sourceIdentifier\":\"cna@example.org\""), Verdict::kTaken);
  EXPECT_EQ(sample_["kind"], "advisory");
  EXPECT_EQ(sample_["source"], "cve");
  EXPECT_THAT(sample_["ids"]["cve"], ElementsAre("CVE-2024-0001"));
  EXPECT_TRUE(sample_["title"].is_null());
  EXPECT_EQ(sample_["description"], "About CVE-2024-0001");
  EXPECT_TRUE(sample_["weakness"].is_null());
  EXPECT_EQ(sample_["dates"]["published"], "2024-03-01T10:00:00.120Z");
  EXPECT_TRUE(sample_["dates"]["withdrawn"].is_null());
  EXPECT_EQ(sample_["provenance"]["record_license"], "LicenseRef-US-public-domain");
  EXPECT_THAT(sample_["provenance"]["urls"], ElementsAre("https://nvd.nist.gov/vuln/detail/CVE-2024-0001"));
  EXPECT_EQ(sample_["extra"], (json{{"vuln_status", "Analyzed"}, {"assigner", "cna@example.org"}}));
}

TEST_F(Reader, HashesTheBytesOfTheCve) {
  read("");
  EXPECT_EQ(sample_["provenance"]["raw_sha256"], hex_sha256(text_.substr(7, text_.size() - 8)));
  text_ = "{ \"cve\" : {\"id\":\"CVE-2024-0001\"} }";
  read_text();
  EXPECT_EQ(sample_["provenance"]["raw_sha256"], hex_sha256("{\"id\":\"CVE-2024-0001\"}"));
}

TEST_F(Reader, PutsThePrimarySourceFirst) {
  read(R"(,"metrics":{"ssvcV203":[{"source":"x","ssvcData":{}}],
    "cvssMetricV2":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"2.0","vectorString":"AV:N/AC:L/Au:N/C:P/I:P/A:P","baseScore":7.5},"baseSeverity":"HIGH"}],
    "cvssMetricV31":[{"source":"cna@example.org","type":"Secondary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8,"baseSeverity":"CRITICAL"}},
                     {"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L","baseScore":7.3,"baseSeverity":"HIGH"}}]},
    "weaknesses":[{"source":"cna@example.org","type":"Secondary","description":[{"lang":"en","value":"CWE-20"},{"lang":"en","value":"CWE-79"}]},
                  {"source":"nvd@nist.gov","type":"Primary","description":[{"lang":"en","value":"NVD-CWE-Other"},{"lang":"en","value":"CWE-79"}]}])");
  EXPECT_EQ(sample_["weakness"]["severity"], "HIGH");
  ASSERT_EQ(sample_["weakness"]["cvss"].size(), 3u);
  EXPECT_EQ(sample_["weakness"]["cvss"][0]["score"], 7.3);
  EXPECT_EQ(sample_["weakness"]["cvss"][0]["source"], "nvd@nist.gov");
  EXPECT_EQ(sample_["weakness"]["cvss"][1]["version"], "2.0");
  EXPECT_EQ(sample_["weakness"]["cvss"][2]["score"], 9.8);
  EXPECT_THAT(sample_["weakness"]["cwe"], ElementsAre("CWE-79", "CWE-20"));
  EXPECT_THAT(sample_["extra"]["cwe_unknown"], ElementsAre("NVD-CWE-Other"));
  EXPECT_EQ(reader_.differing_scores(), 0u);
}

TEST_F(Reader, Version2TellsItsSeverityBesideItsData) {
  read(
      R"(,"metrics":{"cvssMetricV2":[{"source":"s","type":"Primary","cvssData":{"version":"2.0","vectorString":"AV:L/AC:H/Au:N/C:P/I:N/A:N","baseScore":1.2},"baseSeverity":"LOW"}]})");
  EXPECT_EQ(sample_["weakness"]["severity"], "LOW");
}

TEST_F(Reader, KeepsThePublishedScoreAndCountsWhereTheFormulaDiffers) {
  read(
      R"(,"metrics":{"cvssMetricV31":[{"source":"s","type":"Secondary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":5.0}}]})");
  EXPECT_EQ(sample_["weakness"]["cvss"][0]["score"], 5.0);
  EXPECT_EQ(sample_["weakness"]["severity"], "MEDIUM");
  EXPECT_EQ(reader_.differing_scores(), 1u);
}

TEST_F(Reader, AnUnknownWeaknessAloneIsNone) {
  read(R"(,"weaknesses":[{"source":"s","type":"Primary","description":[{"lang":"en","value":"NVD-CWE-noinfo"}]}])");
  EXPECT_TRUE(sample_["weakness"].is_null());
  EXPECT_THAT(sample_["extra"]["cwe_unknown"], ElementsAre("NVD-CWE-noinfo"));
}

TEST_F(Reader, PatchesComeFirstAmongFixes) {
  const std::string sha(40, 'a'), other(40, 'b');
  read(",\"references\":[{\"url\":\"https://github.com/o/n/commit/" + sha +
       "\",\"source\":\"a\"},"
       "{\"url\":\"https://example.org/news\",\"source\":\"a\",\"tags\":[\"Vendor Advisory\"]},"
       "{\"url\":\"https://github.com/o/n/commit/" +
       other +
       "\",\"source\":\"a\"},"
       "{\"url\":\"https://github.com/o/n/commit/" +
       other + "\",\"source\":\"b\",\"tags\":[\"Patch\"]}]");
  EXPECT_EQ(sample_["provenance"]["urls"].size(), 4u);
  ASSERT_EQ(reader_.targets().size(), 2u);
  EXPECT_EQ(reader_.targets()[0].commit, other);
  EXPECT_EQ(reader_.targets()[1].commit, sha);
  EXPECT_EQ(sample_["extra"]["fix_candidates"][0], (json{{"repo", "https://github.com/o/n"}, {"commit", other}}));
}

TEST_F(Reader, ReferencesAreBoundedAndCounted) {
  std::string list;
  for (int i = 0; i < 250; ++i)
    list += std::string(i == 0 ? "" : ",") + "{\"url\":\"https://e.org/" + std::to_string(i) + "\"}";
  read(",\"references\":[" + list + "]");
  EXPECT_EQ(sample_["provenance"]["urls"].size(), kMostReferences + 1);
  EXPECT_EQ(sample_["extra"]["references_total"], 250);
}

TEST_F(Reader, ProductsCarryTheirVersionRanges) {
  read(R"(,"configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[
    {"vulnerable":true,"criteria":"cpe:2.3:a:acme:lib\\:foo:*:*:*:*:*:*:*:*","versionStartIncluding":"1.0","versionEndExcluding":"1.4","matchCriteriaId":"X"},
    {"vulnerable":true,"criteria":"cpe:2.3:a:acme:lib\\:foo:*:*:*:*:*:*:*:*","versionStartIncluding":"1.0","versionEndExcluding":"1.4","matchCriteriaId":"Y"},
    {"vulnerable":true,"criteria":"cpe:2.3:a:acme:lib\\:foo:2.0:*:*:*:*:*:*:*"},
    {"vulnerable":false,"criteria":"cpe:2.3:o:acme:system:-:*:*:*:*:*:*:*"},
    {"vulnerable":true,"criteria":"cpe:2.3:o:acme:other:-:*:*:*:*:*:*:*"},
    {"vulnerable":true,"criteria":"cpe:2.3:a:acme"}]},
    {"negate":true,"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:no:no:-:*:*:*:*:*:*:*"}]}]}])");
  ASSERT_EQ(sample_["packages"].size(), 2u);
  EXPECT_EQ(sample_["packages"][0]["ecosystem"], "cpe");
  EXPECT_EQ(sample_["packages"][0]["name"], "acme:lib:foo");
  ASSERT_EQ(sample_["packages"][0]["ranges"].size(), 2u);
  EXPECT_EQ(sample_["packages"][0]["ranges"][0], (json{{"criteria", "cpe:2.3:a:acme:lib\\:foo:*:*:*:*:*:*:*:*"},
                                                       {"versionStartIncluding", "1.0"},
                                                       {"versionEndExcluding", "1.4"}}));
  EXPECT_EQ(sample_["packages"][1]["name"], "acme:other");
  EXPECT_FALSE(sample_["extra"].contains("ranges_total"));
}

TEST_F(Reader, ProductsAreBoundedAndCounted) {
  std::string list;
  for (int i = 0; i < 130; ++i) {
    list += std::string(i == 0 ? "" : ",") + "{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:v:p" + std::to_string(i) +
            ":-:*:*:*:*:*:*:*\"}";
  }
  read(",\"configurations\":[{\"nodes\":[{\"cpeMatch\":[" + list + "]}]}]");
  EXPECT_EQ(sample_["packages"].size(), kMostPackages);
  EXPECT_EQ(sample_["extra"]["ranges_total"], 130);
}

TEST_F(Reader, RejectedOnesAreWithdrawnAndHaveNoFixes) {
  text_ =
      R"({"cve":{"id":"CVE-2024-0001","published":"2024-01-01T00:00:00.000","lastModified":"2024-02-01T00:00:00.000","vulnStatus":"Rejected","descriptions":[{"lang":"en","value":"Rejected reason: Not used"}]}})";
  ASSERT_EQ(read_text(), Verdict::kRejected);
  EXPECT_EQ(sample_["dates"]["withdrawn"], "2024-02-01T00:00:00.000Z");
  EXPECT_TRUE(reader_.targets().empty());
}

TEST_F(Reader, KnowsDisputedOnesByTagAndByText) {
  read(R"(,"cveTags":[{"sourceIdentifier":"cve@mitre.org","tags":["disputed"]}])");
  EXPECT_TRUE(reader_.disputed());
  EXPECT_EQ(sample_["extra"]["disputed"], true);
  EXPECT_THAT(sample_["extra"]["tags"], ElementsAre("disputed"));
  text_ =
      R"({"cve":{"id":"CVE-2024-0001","descriptions":[{"lang":"es","value":"x"},{"lang":"en","value":"** DISPUTED ** So they say"}]}})";
  read_text();
  EXPECT_TRUE(reader_.disputed());
  EXPECT_EQ(sample_["description"], "** DISPUTED ** So they say");
  read("");
  EXPECT_FALSE(reader_.disputed());
}

TEST_F(Reader, TakesFieldsOfTheWrongTypeAsMissing) {
  EXPECT_EQ(
      read(R"(,"metrics":[],"weaknesses":{},"configurations":[{"nodes":7}],"references":[7,{"url":1}],"cveTags":"x")"),
      Verdict::kTaken);
  EXPECT_TRUE(sample_["weakness"].is_null());
  EXPECT_TRUE(sample_["packages"].empty());
  text_ = "{\"cve\":{}}";
  EXPECT_EQ(read_text(), Verdict::kBroken);
}

}  // namespace
}  // namespace streamguard::cve
