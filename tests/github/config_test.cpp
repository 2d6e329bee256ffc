#include "github/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

namespace streamguard::github {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::string fault_of(std::string_view json) {
  try {
    read_config(json);
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_CONFIG);
    return error.what();
  }
  return "none";
}

TEST(GithubConfig, HasDefaults) {
  const Config config = read_config("{}");
  EXPECT_EQ(config.source, Source::kApi);
  EXPECT_EQ(config.classifications, std::vector<std::string>{"GENERAL"});
  EXPECT_TRUE(config.code);
  EXPECT_FALSE(config.withdrawn);
  EXPECT_EQ(config.page, 100u);
  EXPECT_EQ(read_config(R"({"source":"nodes"})").file, "/graphql-nodes.jsonl.gz");
  EXPECT_EQ(read_config(R"({"source":"database"})").file, "/advisory-database.tar.gz");
}

TEST(GithubConfig, TakesTheNamesThatPeopleUse) {
  const Config config = read_config(R"({"ecosystems":["PIP","pypi","Rust","GitHub Actions","npm"],
      "severities":["MODERATE","HIGH"],"published_since":"2024-01-31","updated_since":"2024-02-01T10:00:00Z"})");
  EXPECT_THAT(config.ecosystems, UnorderedElementsAre("PyPI", "crates.io", "GitHub Actions", "npm"));
  EXPECT_THAT(config.severities, UnorderedElementsAre("MEDIUM", "HIGH"));
  EXPECT_EQ(config.published_since, "2024-01-31T00:00:00Z");
  EXPECT_EQ(config.updated_since, "2024-02-01T10:00:00Z");
}

TEST(GithubConfig, CargoIsNoEcosystemOfGithub) {
  EXPECT_THAT(fault_of(R"({"ecosystems":["CARGO"]})"), HasSubstr("packages of Cargo are in RUST"));
  EXPECT_THAT(fault_of(R"({"ecosystems":["CPAN"]})"), HasSubstr("\"CPAN\" is none of ACTIONS, COMPOSER"));
}

TEST(GithubConfig, NamesTheKeyAndTheCure) {
  EXPECT_THAT(fault_of(R"({"source":"rest"})"), HasSubstr("none of api, nodes, database"));
  EXPECT_THAT(fault_of(R"({"file":"/x"})"), HasSubstr("only source: nodes and source: database"));
  EXPECT_THAT(fault_of(R"({"source":"nodes","file":"x"})"), HasSubstr("begins with /"));
  EXPECT_THAT(fault_of(R"({"published_since":"31.1.2024"})"), HasSubstr("published_since: "));
  EXPECT_THAT(fault_of(R"({"severities":["BAD"]})"), HasSubstr("severities: \"BAD\""));
  EXPECT_THAT(fault_of(R"({"classifications":[]})"), HasSubstr("GENERAL, MALWARE or both"));
  EXPECT_THAT(fault_of(R"({"source":"database","classifications":["MALWARE"]})"), HasSubstr("source: api"));
  EXPECT_THAT(fault_of(R"({"include":["unreviewed"]})"), HasSubstr("source: database"));
  EXPECT_THAT(fault_of(R"({"include":["all"]})"), HasSubstr("known: withdrawn, unreviewed"));
  EXPECT_THAT(fault_of(R"({"page":101})"), HasSubstr("from 1 to 100"));
  EXPECT_THAT(fault_of(R"({"code":"yes"})"), HasSubstr("code: it must be true or false"));
}

TEST(GithubConfig, WantsWhatItNames) {
  record::Package package;
  package.ecosystem = "PyPI";
  package.name = "parser";
  record::Sample sample;
  sample.packages = {package};
  sample.weakness.emplace();
  sample.weakness->severity = "HIGH";
  sample.published = "2024-01-02T00:00:00Z";
  sample.modified = "2024-03-01T00:00:00Z";
  EXPECT_EQ(read_config("{}").wants(sample, "GENERAL"), Wanted::kYes);
  EXPECT_EQ(read_config("{}").wants(sample, "MALWARE"), Wanted::kNo);
  EXPECT_EQ(read_config("{}").wants(sample, ""), Wanted::kYes);
  EXPECT_EQ(read_config(R"({"ecosystems":["GO"]})").wants(sample, ""), Wanted::kNo);
  EXPECT_EQ(read_config(R"({"ecosystems":["PIP"]})").wants(sample, ""), Wanted::kYes);
  EXPECT_EQ(read_config(R"({"severities":["LOW"]})").wants(sample, ""), Wanted::kNo);
  EXPECT_EQ(read_config(R"({"published_since":"2024-01-02"})").wants(sample, ""), Wanted::kYes);
  EXPECT_EQ(read_config(R"({"published_since":"2024-01-03"})").wants(sample, ""), Wanted::kNo);
  EXPECT_EQ(read_config(R"({"updated_since":"2024-03-02"})").wants(sample, ""), Wanted::kNo);
  sample.withdrawn = "2024-04-01T00:00:00Z";
  EXPECT_EQ(read_config("{}").wants(sample, ""), Wanted::kWithdrawn);
  EXPECT_EQ(read_config(R"({"include":["withdrawn"]})").wants(sample, ""), Wanted::kYes);
}

}  // namespace
}  // namespace streamguard::github
