#include "record/record.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "record/normalise.hpp"

namespace streamguard::record {
namespace {

using nlohmann::json;

Sample pair() {
  Sample sample;
  sample.kind = "synthetic_pair";
  sample.source = "synthetic";
  sample.source_key = "17";
  sample.code.emplace();
  sample.code->before = "int f() {\n  return 1; // one\n}\n";
  sample.code->after = "int f() { return 2; }\n";
  sample.code->language = "C";
  sample.code->symbol = "f";
  sample.code->before_lines = {1, 3};
  sample.tier = "silver";
  sample.method = "template";
  sample.collector_version = "1.0.0";
  return sample;
}

std::string text_of(const Sample& sample) {
  std::string out;
  append_json(sample, out);
  return out;
}

TEST(Sha256, MatchesPublishedValues) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Record, WritesEveryKeyInTheShapeOfTheSchema) {
  const json read = json::parse(text_of(pair()));
  EXPECT_EQ(read["schema_version"], "1.0.0");
  EXPECT_EQ(read["kind"], "synthetic_pair");
  EXPECT_EQ(read["ids"],
            (json{{"cve", json::array()}, {"ghsa", json::array()}, {"osv", json::array()}, {"edb", json::array()}}));
  EXPECT_TRUE(read["title"].is_null());
  EXPECT_EQ(read["code"]["before"], "int f() {\n  return 1; // one\n}\n");
  EXPECT_EQ(read["code"]["before_lines"], json::array({1, 3}));
  EXPECT_TRUE(read["code"]["after_lines"].is_null());
  EXPECT_EQ(read["label"], (json{{"tier", "silver"}, {"method", "template"}}));
  EXPECT_TRUE(read["weakness"].is_null());
  EXPECT_TRUE(read["fix"].is_null());
  EXPECT_EQ(read["packages"], json::array());
  EXPECT_TRUE(read["dates"]["published"].is_null());
  EXPECT_EQ(read["provenance"]["collector"], "synthetic");
  EXPECT_EQ(read["provenance"]["version"], "1.0.0");
  EXPECT_FALSE(read.contains("extra"));
}

TEST(Record, WritesWeaknessFixPackagesAndExtra) {
  Sample sample = pair();
  sample.cve = {"CVE-2020-1"};
  sample.weakness.emplace();
  sample.weakness->cwe = {"CWE-79", "CWE-89"};
  sample.weakness->cvss = {
      {"3.1", "CVSS:3.1/AV:N", 10.0, std::nullopt}, {"2.0", "AV:N", 7.5, "NVD"}, {"4.0", "x", {}, {}}};
  sample.weakness->severity = "CRITICAL";
  sample.fix = Fix{"https://example.org/r", "c1", "p1", "a.c", std::nullopt, 1};
  sample.packages = {{"npm", "left", std::nullopt, "[{\"type\":\"SEMVER\"}]"}};
  sample.extra_json = "{\"k\":[1]}";
  const json read = json::parse(text_of(sample));
  EXPECT_EQ(read["weakness"]["cwe"], json::array({"CWE-79", "CWE-89"}));
  EXPECT_EQ(read["weakness"]["cvss"][0]["score"], 10.0);
  EXPECT_EQ(read["weakness"]["cvss"][1]["score"], 7.5);
  EXPECT_EQ(read["weakness"]["cvss"][1]["source"], "NVD");
  EXPECT_TRUE(read["weakness"]["cvss"][2]["score"].is_null());
  EXPECT_EQ(read["fix"]["functions_changed"], 1);
  EXPECT_EQ(read["packages"][0]["ranges"][0]["type"], "SEMVER");
  EXPECT_EQ(read["extra"]["k"][0], 1);
}

TEST(Record, SampleIdIsTheHashOfItsKey) {
  EXPECT_EQ(json::parse(text_of(pair()))["sample_id"], sha256_hex("synthetic_pair|synthetic:17||||f"));
  Sample sample = pair();
  sample.fix = Fix{"r", "c", "p", "path", std::nullopt, 1};
  EXPECT_EQ(json::parse(text_of(sample))["sample_id"], sha256_hex("synthetic_pair|synthetic:17|r|c|path|f"));
  sample.title = "what is not in the key changes nothing";
  EXPECT_EQ(json::parse(text_of(sample))["sample_id"], sha256_hex("synthetic_pair|synthetic:17|r|c|path|f"));
}

TEST(Record, HashesCodeExactlyAndNormalised) {
  const Sample sample = pair();
  const json read = json::parse(text_of(sample));
  EXPECT_EQ(read["hashes"]["exact"],
            sha256_hex(std::string(*sample.code->before) + '\0' + std::string(*sample.code->after)));
  EXPECT_EQ(read["hashes"]["normalised"], sha256_hex(std::string("intf(){return1;}\0intf(){return2;}", 33)));
}

TEST(Record, HashesTitleAndDescriptionWithoutCode) {
  Sample sample;
  sample.kind = "advisory";
  sample.title = "t";
  sample.description = "d";
  const json read = json::parse(text_of(sample));
  EXPECT_EQ(read["hashes"]["exact"], sha256_hex(std::string("t\0d", 3)));
  EXPECT_TRUE(read["hashes"]["normalised"].is_null());
  EXPECT_TRUE(read["code"].is_null());
}

TEST(Record, EscapesEveryByteOfAscii) {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  for (std::size_t lead = 0; lead < 9; ++lead) {  // each byte at each place within a word
    const std::string shifted = std::string(lead, 'x') + text + text;
    Sample sample = pair();
    sample.title = shifted;
    const std::string written = text_of(sample);
    EXPECT_EQ(json::parse(written)["title"], shifted);
    for (const char c : written) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  }
}

TEST(Record, ReplacesInvalidUtf8AndHashesWhatItWrote) {
  Sample sample = pair();
  sample.code->before = "a\xFF z \xE2\x82 sch\xC3\xB6n";
  sample.title = "\x80";
  const json read = json::parse(text_of(sample));
  const std::string before = "a\xEF\xBF\xBD z \xEF\xBF\xBD sch\xC3\xB6n";
  EXPECT_EQ(read["code"]["before"], before);
  EXPECT_EQ(read["title"], "\xEF\xBF\xBD");
  EXPECT_EQ(read["hashes"]["exact"], sha256_hex(before + '\0' + std::string(*sample.code->after)));
}

TEST(Record, LongTextsCrossTheWritersBuffer) {
  for (const std::size_t size : {4090u, 4096u, 5000u, 100000u}) {
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; i += 7) text[i] = '"';
    Sample sample = pair();
    sample.description = text;
    const std::string raw = json{{"long", text}}.dump();
    sample.extra_json = raw;
    const json read = json::parse(text_of(sample));
    EXPECT_EQ(read["description"], text);
    EXPECT_EQ(read["extra"]["long"], text);
  }
}

TEST(Record, AppendsAndTheSameSampleGivesTheSameBytes) {
  std::string out = "x";
  append_json(pair(), out);
  EXPECT_EQ(out, "x" + text_of(pair()));
}

TEST(Record, ClearGivesTheDefaults) {
  Sample sample = pair();
  sample.weakness.emplace();
  sample.urls = {"u"};
  sample.extra_json = "{}";
  sample.clear();
  EXPECT_EQ(text_of(sample), text_of(Sample{}));
}

TEST(Record, SeverityFollowsFirstsScale) {
  EXPECT_EQ(severity_of(0.0), "NONE");
  EXPECT_EQ(severity_of(3.9), "LOW");
  EXPECT_EQ(severity_of(4.0), "MEDIUM");
  EXPECT_EQ(severity_of(7.0), "HIGH");
  EXPECT_EQ(severity_of(8.9), "HIGH");
  EXPECT_EQ(severity_of(9.0), "CRITICAL");
}

}  // namespace
}  // namespace streamguard::record
