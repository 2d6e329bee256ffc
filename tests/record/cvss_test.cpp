#include "record/cvss.hpp"

#include <gtest/gtest.h>

#include <string>

namespace streamguard::record {
namespace {

void expect_score(std::string_view vector, std::string_view version, double score) {
  const CvssScore result = cvss_score(vector);
  EXPECT_EQ(result.version, version) << vector;
  ASSERT_TRUE(result.score.has_value()) << vector << ": " << result.error;
  EXPECT_NEAR(*result.score, score, 1e-9) << vector;
}

// The examples of the version 2 guide (section 3.3): CVE-2002-0392, CVE-2003-0818, CVE-2003-0062.
TEST(CvssV2, ScoresTheGuidesExamples) {
  expect_score("AV:N/AC:L/Au:N/C:N/I:N/A:C", "2.0", 7.8);
  expect_score("AV:N/AC:L/Au:N/C:C/I:C/A:C", "2.0", 10.0);
  expect_score("AV:L/AC:H/Au:N/C:C/I:C/A:C", "2.0", 6.2);
}

TEST(CvssV2, ScoresNoLossAsZeroAndLeavesTemporalMetricsAlone) {
  expect_score("AV:N/AC:L/Au:N/C:N/I:N/A:N", "2.0", 0.0);
  expect_score("(AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H)", "2.0", 7.8);
}

// From FIRST's example documents: CVE-2013-1937, CVE-2013-0375, CVE-2014-3566, CVE-2012-1516, CVE-2009-0783.
TEST(CvssV3, ScoresFirstsExamples) {
  for (const std::string prefix : {"3.0", "3.1"}) {
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", prefix, 6.1);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", prefix, 6.4);
    expect_score("CVSS:" + prefix + "/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", prefix, 3.1);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", prefix, 9.9);
    expect_score("CVSS:" + prefix + "/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", prefix, 4.2);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", prefix, 9.8);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", prefix, 10.0);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", prefix, 0.0);
    expect_score("CVSS:" + prefix + "/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", prefix, 0.0);
  }
}

TEST(CvssV3, IsTheBaseScoreWhateverElseIsGiven) {
  expect_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U/MAV:P/CR:L", "3.1", 9.8);
}

// Macrovectors' own worst vectors score what the specification's table says; the others are below by interpolation.
TEST(CvssV4, ScoresTheWorstVectorsOfMacrovectorsAsTabled) {
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "4.0", 10.0);              // 000100
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/MSI:S/MSA:S", "4.0", 10.0);  // 000000
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P", "4.0", 9.3);           // 000110
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U", "4.0", 9.1);           // 000120
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L", "4.0", 6.9);               // 002201
}

// FIRST's calculator, examples of the user guide and of its own page.
TEST(CvssV4, InterpolatesWithinAMacrovector) {
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "4.0", 9.3);
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N/E:A/MAV:A", "4.0", 8.7);
  expect_score("CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:L/SI:L/SA:L", "4.0", 7.3);
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", "4.0", 0.0);
}

TEST(CvssV4, SupplementalMetricsChangeNothing) {
  expect_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/S:P/AU:Y/R:I/V:C/RE:H/U:Red", "4.0",
               9.3);
}

TEST(Cvss, SaysWhatIsWrongWithAMalformedVector) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "no metrics"},
      {"CVSS:5.0/AV:N", "version that is not known"},
      {"CVSS:3.1/", "no metrics"},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "\"A\" is missing"},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "metric:value"},
      {"CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "\"AV\" is given twice"},
      {"CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no value \"Z\""},
      {"CVSS:3.1/AV:N A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no value"},
      {"CVSS:3.1/XX:N", "no metric \"XX\""},
      {"AV:N/AC:L/Au:N/C:P/I:P", "\"A\" is missing"},
      {"CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no metric \"S\""},
  };
  for (const auto& [vector, words] : cases) {
    const CvssScore result = cvss_score(vector);
    EXPECT_FALSE(result.score.has_value()) << vector;
    if (std::string_view(words).find("\"S\"") == std::string_view::npos) {
      EXPECT_NE(result.error.find(words), std::string::npos) << vector << ": " << result.error;
    } else {
      EXPECT_FALSE(result.error.empty());
    }
  }
}

}  // namespace
}  // namespace streamguard::record
