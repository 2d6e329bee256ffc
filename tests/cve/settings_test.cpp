#include "cve/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

namespace streamguard::cve {
namespace {

using ::testing::HasSubstr;

std::string refusal(const char* config) {
  try {
    Settings::parse(config);
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_CONFIG);
    return error.what();
  }
  return "taken";
}

TEST(Settings, DefaultsTakeEverythingButTheRejected) {
  const Settings settings = Settings::parse("");
  EXPECT_EQ(settings.source, Source::kApi);
  EXPECT_FALSE(settings.dated());
  EXPECT_FALSE(settings.rejected);
  EXPECT_TRUE(settings.disputed);
  EXPECT_TRUE(settings.code);
}

TEST(Settings, MergesYearsThatFollowEachOther) {
  const auto ranges = Settings::parse(R"({"years":[2020,2023,2019]})").ranges(Settings::kEndOfTime);
  EXPECT_EQ(ranges,
            (std::vector<Span>{{year_begin(2019), year_begin(2021) - 1}, {year_begin(2023), year_begin(2024) - 1}}));
}

TEST(Settings, NoRangeEndsAfterNow) {
  const Millis now = year_begin(2023) + 5;
  EXPECT_EQ(Settings::parse(R"({"years":[2023,2025]})").ranges(now), (std::vector<Span>{{year_begin(2023), now}}));
  EXPECT_EQ(Settings::parse(R"({"from":"2020-01-01"})").ranges(now), (std::vector<Span>{{year_begin(2020), now}}));
  EXPECT_EQ(Settings::parse(R"({"modified_since":"2020-01-01"})").ranges(now),
            (std::vector<Span>{{year_begin(2020), now}}));
  EXPECT_TRUE(Settings::parse(R"({"from":"2024-01-01"})").ranges(now).empty());
}

TEST(Settings, ADayCountsToItsEnd) {
  const auto ranges = Settings::parse(R"({"from":"2020-01-01","to":"2020-01-01"})").ranges(Settings::kEndOfTime);
  EXPECT_EQ(ranges, (std::vector<Span>{{year_begin(2020), year_begin(2020) + kDay - 1}}));
}

TEST(Settings, RefusalsNameTheKey) {
  EXPECT_THAT(refusal(R"({"source":"ftp"})"), HasSubstr("config.source: \"ftp\""));
  EXPECT_THAT(refusal(R"({"years":[1900]})"), HasSubstr("config.years"));
  EXPECT_THAT(refusal(R"({"years":[2020,2020]})"), HasSubstr("listed twice"));
  EXPECT_THAT(refusal(R"({"years":[2020],"to":"2020-01-01"})"), HasSubstr("not both"));
  EXPECT_THAT(refusal(R"({"from":"soon"})"), HasSubstr("config.from: \"soon\""));
  EXPECT_THAT(refusal(R"({"from":"2021-01-01","to":"2020-01-01"})"), HasSubstr("after config.to"));
  EXPECT_THAT(refusal(R"({"severity":[]})"), HasSubstr("config.severity"));
  EXPECT_THAT(refusal(R"({"include":["all"]})"), HasSubstr("config.include"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not a JSON object"));
}

class Wants : public ::testing::Test {
 protected:
  Wants() {
    sample_.published = "2024-03-01T10:00:00.000Z";
    sample_.modified = "2024-05-01T10:00:00.000Z";
    sample_.description = "The Force parser of libfoo allows RCE.";
    sample_.weakness = record::Weakness{{"CWE-79", "CWE-787"}, {}, "HIGH"};
  }
  bool wants(const char* config) const { return Settings::parse(config).wants(sample_); }
  record::Sample sample_;
};

TEST_F(Wants, KeywordsAreWholeWords) {
  EXPECT_TRUE(wants(R"({"keywords":["rce"]})"));
  EXPECT_TRUE(wants(R"({"keywords":["nothing","LIBFOO"]})"));
  EXPECT_TRUE(wants(R"({"keywords":["force parser"]})"));
  EXPECT_FALSE(wants(R"({"keywords":["forc","orce","foo"]})"));
}

TEST_F(Wants, SeverityAndWeakness) {
  EXPECT_TRUE(wants(R"({"severity":["HIGH","LOW"],"cwe":["CWE-787"]})"));
  EXPECT_FALSE(wants(R"({"severity":["CRITICAL"]})"));
  EXPECT_FALSE(wants(R"({"cwe":["CWE-78"]})"));
}

TEST_F(Wants, DatesAreInclusive) {
  EXPECT_TRUE(wants(R"({"from":"2024-03-01","to":"2024-03-01"})"));
  EXPECT_TRUE(wants(R"({"from":"2024-03-01T10:00:00Z","to":"2024-03-01T10:00:00Z"})"));
  EXPECT_FALSE(wants(R"({"to":"2024-02-29"})"));
  EXPECT_TRUE(wants(R"({"modified_since":"2024-05-01T10:00:00Z"})"));
  EXPECT_FALSE(wants(R"({"modified_since":"2024-05-02"})"));
}

TEST_F(Wants, AFilterOnWhatIsUnknownPassesIt) {
  sample_.weakness.reset();
  EXPECT_TRUE(wants("{}"));
  EXPECT_FALSE(wants(R"({"severity":["HIGH"]})"));
  EXPECT_FALSE(wants(R"({"cwe":["CWE-79"]})"));
}

}  // namespace
}  // namespace streamguard::cve
