#include "collector.hpp"

#include <gtest/gtest.h>
#include <streamguard/testing/in_process_host.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace streamguard::synthetic {
namespace {

using Json = nlohmann::json;
using testing::Collected;
using testing::CollectOptions;

Collected collect(const CollectOptions& options) { return testing::collect(sg_plugin_entry, options); }

CollectOptions wanting(std::uint64_t target) {
  CollectOptions options;
  options.target = target;
  return options;
}

std::string squeezed(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

TEST(SyntheticCollector, MakesFiveThousandDistinctPairs) {
  const Collected got = collect({});
  ASSERT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.records.size(), 5000u);
  std::set<std::string> before, after, exact, normalised, ids;
  std::map<std::string, int> cells;
  for (const std::string& body : got.records) {
    const Json sample = Json::parse(body);
    before.insert(squeezed(sample.at("code").at("before")));
    after.insert(squeezed(sample.at("code").at("after")));
    exact.insert(sample.at("hashes").at("exact"));
    normalised.insert(sample.at("hashes").at("normalised"));
    ids.insert(sample.at("sample_id"));
    ++cells[sample.at("title")];
  }
  EXPECT_EQ(before.size(), 5000u);
  EXPECT_EQ(after.size(), 5000u);
  EXPECT_EQ(exact.size(), 5000u);
  EXPECT_EQ(normalised.size(), 5000u);
  EXPECT_EQ(ids.size(), 5000u);
  EXPECT_EQ(cells.size(), 180u);
  for (const auto& [title, count] : cells) EXPECT_TRUE(count == 27 || count == 28) << title << " " << count;
}

TEST(SyntheticCollector, FillsTheRecord) {
  CollectOptions options = wanting(1);
  options.seed = 7;
  options.config_json = R"({"languages": ["python"], "cwes": [89]})";
  const Collected got = collect(options);
  ASSERT_EQ(got.records.size(), 1u) << got.error;
  const Json sample = Json::parse(got.records[0]);
  EXPECT_EQ(sample.at("kind"), "synthetic_pair");
  EXPECT_EQ(sample.at("source"), "synthetic");
  EXPECT_EQ(sample.at("title"), "CWE-89 in Python: SQL injection");
  EXPECT_EQ(sample.at("label"), Json::parse(R"({"tier": "none", "method": "template"})"));
  EXPECT_EQ(sample.at("weakness").at("cwe"), Json::array({"CWE-89"}));
  EXPECT_TRUE(sample.at("weakness").at("severity").is_null());
  const Json& code = sample.at("code");
  EXPECT_EQ(code.at("language"), "Python");
  const std::string before = code.at("before"), symbol = code.at("symbol");
  EXPECT_NE(before.find("def " + symbol + "("), std::string::npos);
  EXPECT_EQ(code.at("before_lines").at(1), std::count(before.begin(), before.end(), '\n'));
  const Json& provenance = sample.at("provenance");
  EXPECT_EQ(provenance.at("urls").at(0), "https://cwe.mitre.org/data/definitions/89.html");
  EXPECT_EQ(provenance.at("code_license"), "Apache-2.0");
  EXPECT_EQ(sample.at("extra").at("template"), "python/89/find_by_field");
}

TEST(SyntheticCollector, SameSeedSameBytes) {
  CollectOptions options = wanting(1500);
  EXPECT_EQ(collect(options).records, collect(options).records);
}

TEST(SyntheticCollector, OtherSeedOtherPairs) {
  CollectOptions options = wanting(1000);
  const Collected one = collect(options);
  options.seed = 43;
  const Collected two = collect(options);
  std::set<std::string> hashes;
  for (const Collected* got : {&one, &two})
    for (const std::string& body : got->records) hashes.insert(Json::parse(body).at("hashes").at("exact"));
  EXPECT_GT(hashes.size(), 1980u);
}

TEST(SyntheticCollector, ShardsMakeTheSameSet) {
  const Collected whole = collect(wanting(1801));
  ASSERT_EQ(whole.records.size(), 1801u);
  const std::set<std::string> expected(whole.records.begin(), whole.records.end());
  for (const std::uint32_t shards : {2u, 3u, 7u}) {
    std::set<std::string> united;
    for (std::uint32_t shard = 0; shard < shards; ++shard) {
      CollectOptions options = wanting(1801 / shards + (shard < 1801 % shards ? 1 : 0));
      options.shard_index = shard;
      options.shard_count = shards;
      const Collected part = collect(options);
      ASSERT_EQ(part.rc, SG_OK) << part.error;
      united.insert(part.records.begin(), part.records.end());
    }
    EXPECT_EQ(united, expected) << shards;
  }
}

TEST(SyntheticCollector, CountIsSharedByTheShards) {
  std::size_t records = 0;
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    CollectOptions options;
    options.config_json = R"({"count": 100})";
    options.shard_index = shard;
    options.shard_count = 3;
    records += collect(options).records.size();
  }
  EXPECT_EQ(records, 100u);
}

TEST(SyntheticCollector, ResumesFromEveryCheckpoint) {
  const Collected whole = collect(wanting(3500));
  ASSERT_EQ(whole.commits.size(), 4u);
  std::vector<std::string> before;
  for (const testing::Commit& commit : whole.commits) {
    before.insert(before.end(), commit.records.begin(), commit.records.end());
    CollectOptions options = wanting(3500);
    options.token = commit.token;
    options.committed = before.size();
    Collected rest = collect(options);
    ASSERT_EQ(rest.rc, SG_OK) << rest.error;
    std::vector<std::string> all = before;
    all.insert(all.end(), rest.records.begin(), rest.records.end());
    EXPECT_EQ(all, whole.records);
  }
}

TEST(SyntheticCollector, ResumesAfterACancel) {
  CollectOptions options = wanting(3500);
  options.cancel_after_records = 2222;
  const Collected cut = collect(options);
  EXPECT_EQ(cut.rc, SG_CANCELLED);
  EXPECT_EQ(cut.records.size(), 2000u);
  options.cancel_after_records = 0;
  options.token = cut.token;
  options.committed = cut.records.size();
  const Collected rest = collect(options);
  std::vector<std::string> all = cut.records;
  all.insert(all.end(), rest.records.begin(), rest.records.end());
  EXPECT_EQ(all, collect(wanting(3500)).records);
}

TEST(SyntheticCollector, KeepsToTheChosenLanguagesAndWeaknesses) {
  CollectOptions options = wanting(600);
  options.config_json = R"({"languages": ["go", "c"], "cwes": [22, 918, 352]})";
  std::map<std::string, int> cells;
  for (const std::string& body : collect(options).records) ++cells[Json::parse(body).at("title")];
  EXPECT_EQ(cells.size(), 6u);
  for (const auto& [title, count] : cells) EXPECT_EQ(count, 100) << title;
}

TEST(SyntheticCollector, EndsWhenNothingIsLeft) {
  const Library library;
  std::size_t smallest_language = 0, smallest_weakness = 0;
  std::uint64_t fewest = ~std::uint64_t{0};
  for (std::size_t language = 0; language < languages().size(); ++language) {
    for (std::size_t weakness = 0; weakness < library.weaknesses().size(); ++weakness) {
      const Template source(library.at(language, weakness), library.words(), languages()[language].snake);
      if (source.variations() >= fewest) continue;
      fewest = source.variations();
      smallest_language = language;
      smallest_weakness = weakness;
    }
  }
  Generator generator(library, {{smallest_language}, {smallest_weakness}}, 42);
  EXPECT_EQ(generator.end(), fewest);
  record::Sample sample;
  EXPECT_TRUE(generator.make(fewest - 1, sample));
  EXPECT_FALSE(generator.make(fewest, sample));

  CollectOptions options = wanting(fewest + 1000);
  options.token = to_token({fewest - 10, fewest - 10});
  options.committed = fewest - 10;
  options.config_json = Json{{"languages", {languages()[smallest_language].name}},
                             {"cwes", {library.weaknesses()[smallest_weakness].cwe}}}
                            .dump();
  const Collected got = collect(options);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 10u);
}

TEST(SyntheticCollector, RefusesAWrongConfiguration) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"languages": ["cobol"]})", "synthetic: languages: there are no templates for \"cobol\""},
      {R"({"languages": []})", "synthetic: languages must be a list with at least one entry"},
      {R"({"cwes": [1]})", "synthetic: cwes: there are no templates for 1"},
      {R"({"cwes": "89"})", "synthetic: cwes must be a list with at least one entry"},
      {R"({"count": 0})", "synthetic: count must be a whole number from 1 to 1000000000000"},
      {R"({"counts": 1})", "synthetic: unknown key 'counts'; known are languages, cwes and count"},
  };
  for (const auto& [config, message] : cases) {
    CollectOptions options;
    options.config_json = config;
    const Collected got = collect(options);
    EXPECT_EQ(got.rc, SG_E_CONFIG) << config;
    EXPECT_EQ(got.error, message);
  }
}

TEST(SyntheticCollector, RefusesAForeignToken) {
  for (const char* token : {"x", "12", "12 ", "12 x", "12 3 4", "13 6"}) {
    CollectOptions options;
    options.shard_count = 2;
    options.token = token;
    EXPECT_EQ(collect(options).rc, SG_E_CONFIG) << token;
  }
}

TEST(Generator, WalksTheGridEvenly) {
  const Library library;
  Generator generator(library, everything(library), 1);
  std::map<std::string, int> languages_seen, weaknesses_seen;
  record::Sample sample;
  for (std::uint64_t i = 0; i < 60; ++i) {
    ASSERT_TRUE(generator.make(i, sample));
    ++languages_seen[std::string(sample.code->language)];
    ++weaknesses_seen[std::string(sample.weakness->cwe[0])];
  }
  for (const auto& [name, count] : languages_seen) EXPECT_EQ(count, 10) << name;
  for (const auto& [name, count] : weaknesses_seen) EXPECT_EQ(count, 2) << name;
}

TEST(Generator, NoTextComesTwiceInALongRun) {
  const Library library;
  Generator generator(library, everything(library), 42);
  constexpr std::uint64_t kRun = 500'000;
  std::vector<std::size_t> before, after;
  record::Sample sample;
  for (std::uint64_t i = 0; i < kRun; ++i) {
    ASSERT_TRUE(generator.make(i, sample));
    before.push_back(std::hash<std::string>()(squeezed(std::string(*sample.code->before))));
    after.push_back(std::hash<std::string>()(squeezed(std::string(*sample.code->after))));
  }
  // 64-bit hashes: a chance meeting among half a million has the odds of 1 to 100 million.
  for (std::vector<std::size_t>* half : {&before, &after}) {
    std::sort(half->begin(), half->end());
    EXPECT_EQ(std::unique(half->begin(), half->end()), half->end());
  }
}

}  // namespace
}  // namespace streamguard::synthetic
