#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <streamguard/testing/in_process_host.hpp>

#include "../fresh_folder.hpp"
#include "sample_facts.hpp"
#include "sample_records.hpp"
#include "sarif/sarif_log.hpp"

namespace streamguard::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rendered;
using testing::RenderOptions;

std::string text_of(const Json& facts, const std::vector<Json>& records = {}, const std::string& config = "{}") {
  RenderOptions options;
  options.facts_json = facts.dump();
  options.config_json = config;
  options.records["osv"] = texts_of(records);
  const Rendered got = testing::render(sg_plugin_entry, options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  return got.rc == SG_OK ? got.files.at("collection_report.sarif") : std::string("{\"runs\":[{}]}");
}

Json run_of(const std::string& text) { return Json::parse(text)["runs"][0]; }

const char* const kFindings = R"({"findings": true})";

TEST(SarifHealth, HasAResultForEachCollectorWhereTheManifestNamesIt) {
  const std::string text = text_of(sample_facts());
  const Json log = Json::parse(text);
  EXPECT_EQ(log["version"], "2.1.0");
  EXPECT_THAT(log["$schema"].get<std::string>(), HasSubstr("sarif-2.1.0.json"));
  ASSERT_EQ(log["runs"].size(), 1U);
  const Json& run = log["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "StreamGuard Data Collector");
  ASSERT_EQ(run["results"].size(), 3U);
  const Json& first = run["results"][0];
  EXPECT_EQ(first["ruleId"], "SG1002");
  EXPECT_EQ(first["kind"], "pass");
  EXPECT_EQ(first["level"], "none");
  const Json& place = first["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "configs/full.yaml");
  EXPECT_EQ(place["region"]["startLine"], 12);
  EXPECT_EQ(run["results"][1]["level"], "error");
  EXPECT_THAT(run["results"][1]["message"]["text"].get<std::string>(), HasSubstr("said \"the server\""));
  EXPECT_EQ(run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"], 1) << "no line is known";
  EXPECT_EQ(run["results"][2]["kind"], "open");
}

TEST(SarifHealth, RulesAreThoseOfTheResults) {
  const Json run = run_of(text_of(sample_facts()));
  std::set<std::string> prints;
  for (const Json& result : run["results"]) {
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
    prints.insert(result["partialFingerprints"]["primaryLocationLineHash"].get<std::string>());
  }
  EXPECT_EQ(prints.size(), run["results"].size());
  for (const Json& rule : run["tool"]["driver"]["rules"]) {
    EXPECT_FALSE(rule["help"]["text"].get<std::string>().empty()) << rule["id"];
  }
}

TEST(SarifHealth, CarriesTheOriginalsProperties) {
  const Json properties = run_of(text_of(sample_facts()))["properties"];
  EXPECT_EQ(properties["collection_summary"]["total_samples_collected"], 200);
  EXPECT_EQ(properties["collection_summary"]["completion_rate"], 72.0);
  EXPECT_EQ(properties["collectors"]["osv"]["samples_collected"], 20);
  EXPECT_EQ(properties["collectors"]["mine"]["status"], "pending");
}

TEST(SarifHealth, ARunWithoutAManifestFileHasAPlaceToo) {
  Json facts = sample_facts();
  facts["manifest"] = {{"name", "full"}};
  const auto uri = [&] {
    return run_of(text_of(facts))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  };
  EXPECT_EQ(uri(), "collection_results.json");
  facts["manifest"]["path"] = "/somewhere else/my run.yaml";
  EXPECT_EQ(uri(), "my%20run.yaml");
  facts["manifest"]["path"] = "C:\\runs\\my.yaml";
  EXPECT_EQ(uri(), "my.yaml");
}

TEST(SarifFindings, HasAResultForEachFunctionPairInItsRepository) {
  const Json run = run_of(text_of(sample_facts(), {record("1"), advisory_record("2")}, kFindings));
  ASSERT_EQ(run["results"].size(), 1U);
  const Json& result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "CWE-22");
  EXPECT_EQ(result["level"], "error");
  EXPECT_THAT(result["message"]["text"].get<std::string>(),
              HasSubstr("The function 'open_it' was fixed by the commit 111111111111 (CVE-2024-0001"));
  const Json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "src/open.c");
  EXPECT_EQ(place["region"]["startLine"], 10);
  EXPECT_EQ(place["region"]["endLine"], 12);
  EXPECT_EQ(result["hostedViewerUri"],
            "https://github.com/streamguard-samples/pathbox/blob/2222222222222222222222222222222222222222/src/open.c"
            "#L10-L12");
  const Json& origin = run["versionControlProvenance"][0];
  EXPECT_EQ(origin["repositoryUri"], "https://github.com/streamguard-samples/pathbox");
  EXPECT_EQ(origin["revisionId"], "2222222222222222222222222222222222222222");
  EXPECT_EQ(origin["mappedTo"]["uriBaseId"], place["artifactLocation"]["uriBaseId"]);
  EXPECT_TRUE(run["originalUriBaseIds"].contains(place["artifactLocation"]["uriBaseId"].get<std::string>()));
}

TEST(SarifFindings, RulesAreWeaknessesWithTagsAndTheHighestScore) {
  Json second = record("2");
  second["weakness"]["cvss"][0]["score"] = 9.1;
  Json third = record("3");
  third["weakness"] = nullptr;
  const Json run = run_of(text_of(sample_facts(), {record("1"), second, third}, kFindings));
  const Json& rules = run["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0]["id"], "CWE-22");
  EXPECT_EQ(rules[0]["properties"]["security-severity"], "9.1");
  EXPECT_EQ(rules[0]["properties"]["tags"].dump(), R"(["security","external/cwe/cwe-22"])");
  EXPECT_THAT(rules[0]["help"]["markdown"].get<std::string>(), HasSubstr("[CWE-22](https://cwe.mitre.org/"));
  EXPECT_EQ(rules[1]["id"], "SG2000");
  EXPECT_EQ(run["taxonomies"][0]["taxa"][0]["id"], "22");
}

TEST(SarifFindings, BetterTiersComeFirstAndTheCapIsStated) {
  std::vector<Json> records;
  for (int i = 0; i < 30; ++i) {
    records.push_back(record(std::to_string(i)));
    records.back()["label"]["tier"] = i % 3 == 0 ? "bronze" : i % 3 == 1 ? "silver" : "gold";
  }
  const Json run = run_of(text_of(sample_facts(), records, R"({"findings": true, "max_findings": 15})"));
  ASSERT_EQ(run["results"].size(), 15U);
  EXPECT_EQ(run["results"][9]["properties"]["tier"], "gold");
  EXPECT_EQ(run["results"][10]["properties"]["tier"], "silver");
  EXPECT_EQ(run["properties"]["findings"]["all"], 30);
  EXPECT_EQ(run["properties"]["findings"]["listed"], 15);
}

TEST(SarifFindings, TheFileStaysBelowTheLimitOfBytes) {
  std::vector<Json> records;
  for (int i = 0; i < 12'000; ++i) {
    records.push_back(record(std::to_string(i)));
    records.back()["title"] = std::string(1'000, 'x');
    records.back()["fix"]["path"] = "a/" + std::string(900, 'p') + std::to_string(i);
    records.back()["fix"]["parent"] = "abcdef0123456789" + std::to_string(i);
  }
  const std::string text = text_of(sample_facts(), records, R"({"findings": true, "max_findings": 25000})");
  EXPECT_LT(text.size(), sarif_report::kLogBytesMost);
  EXPECT_GT(text.size(), sarif_report::kLogBytesMost / 2);
  const Json properties = run_of(text)["properties"];
  EXPECT_EQ(properties["findings"]["all"], 12'000);
  EXPECT_LT(properties["findings"]["listed"], 12'000);
}

TEST(SarifFindings, OnlyWhatHasAPlaceIsAFinding) {
  std::vector<Json> odd(6, record("1"));
  odd[0]["fix"]["repo"] = "javascript:alert(1)";
  odd[1]["fix"]["parent"] = "HEAD; rm -rf";
  odd[2]["fix"]["path"] = "/etc/passwd";
  odd[3]["code"]["before_lines"] = nullptr;
  odd[4]["kind"] = "synthetic_pair";
  odd[5]["fix"]["repo"] = "https://user:secret@example.org/x";
  EXPECT_EQ(run_of(text_of(sample_facts(), odd, kFindings))["results"].size(), 0U);
}

TEST(SarifFindings, TextOfOthersIsNoLinkNoPlaceholderAndNoControl) {
  Json hostile = record("1");
  hostile["title"] = "[click](https://evil.example) {0} \x1b[31m \xE2\x80\xAEtxet " + std::string(1'000'000, 'a');
  hostile["code"]["symbol"] = "f\n[g](h)\\";
  hostile["fix"]["path"] = "src/a b\n<c>#?%.c";
  hostile["weakness"]["cwe"] = {"CWE-79\"><script>"};
  const std::string text = text_of(sample_facts(), {hostile}, kFindings);
  EXPECT_LT(text.size(), 20'000U);
  EXPECT_THAT(text, Not(HasSubstr("\\u001b")));
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  const Json result = run_of(text)["results"][0];
  const auto message = result["message"]["text"].get<std::string>();
  EXPECT_THAT(message, HasSubstr(R"(\[click\](https://evil.example) (0) \[31m txet)"));
  EXPECT_THAT(message, HasSubstr(R"('f \[g\](h)\\')"));
  EXPECT_EQ(result["ruleId"], "SG2000");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/a%20b%0A%3Cc%3E%23%3F%25.c");
}

TEST(Sarif, EqualInputGivesEqualBytes) {
  for (const char* config : {"{}", kFindings}) {
    EXPECT_EQ(text_of(sample_facts(), {record("1")}, config), text_of(sample_facts(), {record("1")}, config));
  }
}

TEST(Sarif, FailsOnBadFactsWithoutAFile) {
  const Rendered got = testing::render(sg_plugin_entry, RenderOptions());
  EXPECT_EQ(got.rc, SG_E_DATA);
  EXPECT_TRUE(got.files.empty());
}

/// The results of the multitool's validation, its own rules and GitHub's, but for what it only remarks.
std::vector<std::string> complaints_of(const fs::path& multitool, const std::string& text) {
  const fs::path folder = fresh_folder("streamguard-sarif-");
  std::ofstream(folder / "log.sarif", std::ios::binary) << text;
  const std::string command = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_BUNDLE_EXTRACT_BASE_DIR='" +
                              (folder / "net").string() + "' '" + multitool.string() + "' validate '" +
                              (folder / "log.sarif").string() + "' --rule-kind 'Sarif;Ghas' --output '" +
                              (folder / "found.sarif").string() + "' > '" + (folder / "said").string() + "' 2>&1";
  const int ended = std::system(command.c_str());
  std::vector<std::string> complaints;
  std::ifstream found(folder / "found.sarif");
  if (!found) {
    complaints.push_back("the multitool wrote nothing and ended with " + std::to_string(ended));
  } else {
    const Json log = Json::parse(found);
    for (const Json& result : log["runs"][0]["results"]) {
      // informationUri: there is no page of the project yet.
      if (result.value("level", "warning") == "note" || result["ruleId"] == "SARIF2005") continue;
      complaints.push_back(result.dump());
    }
  }
  fs::remove_all(folder);
  return complaints;
}

TEST(Sarif, IsValidToTheSarifMultitool) {
  const fs::path package = STREAMGUARD_SARIF_MULTITOOL;
  const fs::path multitool = package / "Sarif.Multitool";
  if (!fs::exists(multitool)) {
    GTEST_SKIP() << "skipped: there is no " << multitool << "; packaging/test_modules brings it";
  }
  fs::permissions(multitool, fs::perms::owner_exec, fs::perm_options::add);  // npm's archive leaves that to npm
  Json odd = record("2");
  odd["title"] = "[a](b) {0} \\ \x1b";
  odd["fix"]["path"] = "a b/ü.c";
  odd["weakness"] = nullptr;
  EXPECT_THAT(complaints_of(multitool, text_of(sample_facts())), ::testing::IsEmpty());
  EXPECT_THAT(complaints_of(multitool, text_of(sample_facts(), {record("1"), odd}, kFindings)), ::testing::IsEmpty());
  EXPECT_THAT(complaints_of(multitool, text_of(sample_facts(), {}, kFindings)), ::testing::IsEmpty());
}

}  // namespace
}  // namespace streamguard::tests
