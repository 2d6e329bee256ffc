#include "store/validator.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/limits.hpp"
#include "samples.hpp"
#include "slow_validator.hpp"

namespace streamguard::store {
namespace {

using testing::Padded;
using testing::sample;
using testing::SlowValidator;

std::string verdict(const std::string& record) {
  Validator validator;
  SampleKey key;
  const Padded text(record);
  return std::string(validator.check(text.view(), key));
}

std::string changed(std::string record, const std::string& from, const std::string& to) {
  const std::size_t at = record.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return record.replace(at, from.size(), to);
}

TEST(Validator, AcceptsASampleAndGivesItsKey) {
  Validator validator;
  SampleKey key, found;
  const Padded text(sample(7));
  EXPECT_EQ(validator.check(text.view(), key), "");
  EXPECT_EQ(key.high, std::stoull(testing::sample_id(7).substr(0, 16), nullptr, 16));
  EXPECT_EQ(key.low, std::stoull(testing::sample_id(7).substr(16, 16), nullptr, 16));
  EXPECT_TRUE(validator.find_key(text.view(), found));
  EXPECT_EQ(found, key);
}

TEST(Validator, FindsTheKeyAtTheTopOnly) {
  Validator validator;
  SampleKey key, found;
  const std::string decoy = "\"extra\":{\"sample_id\":\"" + testing::sample_id(9) + "\",";
  const Padded text(changed(changed(sample(3), "\"extra\":{", decoy), "\"sample_id\"", "\"sample\\u005fid\""));
  EXPECT_EQ(validator.check(text.view(), key), "");
  EXPECT_TRUE(validator.find_key(text.view(), found));
  EXPECT_EQ(found, key);
}

TEST(Validator, NamesThePlace) {
  const std::string good = sample(1);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "empty"},
      {"[]", "not an object"},
      {"{}", "missing: schema_version"},
      {good + "}", "trailing bytes"},
      {good + good, "trailing bytes"},
      {good.substr(0, good.size() - 1), "not JSON"},
      {changed(good, "\"ids\"", "\n\"ids\""), "control byte"},
      {changed(good, "caf", "\t"), "control byte"},
      {changed(good, "\xc3\xa9", "\xc3"), "not UTF-8"},
      {changed(good, "caf", "\\q"), "escape"},
      {changed(good, "caf", "\\u12g4"), "escape"},
      {changed(good, "caf", "\\ud800"), "escape"},
      {changed(good, "caf", "\\udc00"), "escape"},
      {changed(good, "\"tier\":\"gold\",", ""), "missing: label.tier"},
      {changed(good, "\"gold\"", "\"golden\""), "enum: label.tier"},
      {changed(good, "\"1.0.0\"", "\"1.0.1\""), "enum: schema_version"},
      {changed(good, "\"function_pair\"", "\"functions\""), "enum: kind"},
      {changed(good, "\"source\":\"repo\"", "\"source\":\"\""), "empty: source"},
      {changed(good, "\"sample_id\":\"", "\"sample_id\":\"A"), "pattern: sample_id"},
      {changed(good, "\"language\":\"C\"", "\"language\":null"), "type: code.language"},
      {changed(good, "[1,3]", "[1,3,4]"), "items: code.before_lines"},
      {changed(good, "[1,3]", "[1,3.0]"), "type: code.before_lines[]"},
      {changed(good, "[1,3]", "[1,99999999999999999999]"), "type: code.before_lines[]"},
      {changed(good, "9.8", "9.8.1"), "not JSON"},
      {changed(good, "9.8", "1e999"), "number"},
      {changed(good, "9.8", "\"9.8\""), "type: weakness.cvss[].score"},
      {changed(good, "\"urls\":[", "\"urls\":[1,"), "type: provenance.urls[]"},
      {changed(good, "\"tier\"", "\"tier\":\"gold\",\"ti\\u0065r\""), "duplicate key: label.tier"},
      {changed(good, "\"extra\":{", "\"extra\":{\"x\":1,\"\\u0078\":2,"), "duplicate key: extra.*"},
      {changed(good, "[{}]", "[{\"a\":1,\"a\":1}]"), "duplicate key: packages[].ranges.*"},
      {changed(good, "\"ids\"", "\"new\":1,\"new\":2,\"ids\""), "duplicate key: *"},
      {changed(good, "\"source\":\"repo\"", "\"source\":\"repo\":1"), "not JSON"},
      {changed(good, "{\"n\"", "{1"), "not JSON"},
      {changed(good, "true", "tru"), "not JSON"},
      {changed(good, "[1,-2", "[1,,-2"), "not JSON"},
      {changed(good, "[1,-2", "[01,-2"), "not JSON"},
      {changed(good, "\"n\":[", "\"n\":" + std::string(70, '[') + std::string(70, ']') + ",\"m\":["), "too deep"},
  };
  for (const auto& [record, reason] : cases) EXPECT_EQ(verdict(record), reason) << record.substr(0, 200);
}

TEST(Validator, AcceptsWhatTheSchemaLeavesOpen) {
  const std::string good = sample(1);
  EXPECT_EQ(verdict(changed(good, "\"ids\"", "\"new\":{\"a\":[]},\"ids\"")), "");
  EXPECT_EQ(verdict(changed(good, "\"severity\":\"HIGH\"", "\"severity\":null")), "");
  EXPECT_EQ(verdict(changed(good, "9.8", "1e-999")), "");
  EXPECT_EQ(verdict(changed(good, "\"gold\"", "\"g\\u006fld\"")), "");
  EXPECT_EQ(verdict(changed(good, "caf", "\\ud83d\\ude00\\u0000\\/")), "");
  EXPECT_EQ(verdict(changed(good, "\"ids\":", "  \"ids\" : ") + "  "), "");
}

TEST(Validator, RefusesWhatIsTooLong) {
  const std::string good = sample(1);
  const std::string fill(limits::kRecordBytes - good.size(), 'x');
  EXPECT_EQ(verdict(changed(good, "caf", "caf" + fill)), "");
  EXPECT_EQ(verdict(changed(good, "caf", "cafx" + fill)), "too long");
}

/// One change of a record, of the kinds that broken and hostile writers make.
std::string mutated(std::string record, std::mt19937& draw) {
  static const std::vector<std::string> kTokens = {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   ":",
                                                   "\"",
                                                   "\\",
                                                   "null",
                                                   "true",
                                                   "1",
                                                   "-",
                                                   "0",
                                                   "1.5",
                                                   "e5",
                                                   "1e400",
                                                   " ",
                                                   "\n",
                                                   "\\u",
                                                   "\\ud800",
                                                   "\\udc00",
                                                   "\xc3\xa9",
                                                   "\xff",
                                                   "\xed\xa0\x80",
                                                   "\"a\":1,",
                                                   "\"label\":{},",
                                                   "\"extra\":{},",
                                                   "\"\"",
                                                   "[]",
                                                   "{}",
                                                   "\\n",
                                                   "\x7f"};
  const auto place = [&] { return static_cast<std::size_t>(draw() % record.size()); };
  const std::size_t at = place(), length = 1 + static_cast<std::size_t>(draw() % 12);
  switch (draw() % 6) {
    case 0:
      return record.replace(at, 1, kTokens[draw() % kTokens.size()]);
    case 1:
      return record.insert(at, kTokens[draw() % kTokens.size()]);
    case 2:
      return record.erase(at, length);
    case 3:
      return record.insert(place(), record.substr(at, length));
    case 4:
      record[at] = static_cast<char>(draw() % 256);
      return record;
    default: {  // a whole member once more, or out
      const std::size_t key = record.find(",\"", at);
      if (key == std::string::npos) return record;
      const std::size_t next = record.find(",\"", key + 2);
      if (next == std::string::npos) return record;
      const std::string member = record.substr(key, next - key);
      return draw() % 2 == 0 ? record.insert(key, member) : record.erase(key, member.size());
    }
  }
}

TEST(Validator, AgreesWithTheSlowOne) {
  const SlowValidator slow(SAMPLE_SCHEMA);
  Validator fast;
  std::mt19937 draw(20240607);
  int good = 0;
  constexpr int kRecords = 30'000;
  for (int i = 0; i < kRecords; ++i) {
    std::string record = sample(static_cast<unsigned>(i));
    for (unsigned changes = 1 + draw() % 2; changes > 0; --changes) record = mutated(std::move(record), draw);
    const Padded text(record);
    SampleKey key;
    const std::string mine(fast.check(text.view(), key));
    const std::string other = slow.check(text.view());
    ASSERT_EQ(mine.empty(), other.empty()) << "fast: " << mine << "\nslow: " << other << "\n" << record;
    good += mine.empty() ? 1 : 0;
  }
  EXPECT_GT(good, kRecords / 20);
  EXPECT_LT(good, kRecords * 19 / 20);
}

TEST(Validator, RefusesEveryTruncation) {
  const std::string good = sample(1);
  Validator validator;
  SampleKey key;
  for (std::size_t size = 0; size < good.size(); ++size) {
    const Padded text(good.substr(0, size));
    EXPECT_NE(validator.check(text.view(), key), "") << size;
  }
}

}  // namespace
}  // namespace streamguard::store
