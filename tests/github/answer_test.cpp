#include "github/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamguard::github {
namespace {

using ::testing::HasSubstr;

HttpResponse response(const std::string& body, const std::string& headers = "{}") {
  HttpResponse out;
  out.status = 200;
  out.body = body;
  out.headers_json = headers;
  return out;
}

Error error_of(const HttpResponse& from) {
  try {
    const Answer answer(from, "securityAdvisories", "2024-Q2");
  } catch (const Error& error) {
    return error;
  }
  return {SG_OK, "none"};
}

TEST(Answer, GivesDataAndCost) {
  const Answer answer(response(R"({"data":{"rateLimit":{"cost":2,"remaining":4998,"resetAt":"2024-01-01T00:00:00Z"},
      "securityAdvisories":{"totalCount":7}}})"),
                      "securityAdvisories", "x");
  EXPECT_EQ(answer.cost(), 2u);
  EXPECT_EQ(std::uint64_t(answer.data()["totalCount"]), 7u);
  EXPECT_TRUE(answer.faults().empty());
}

TEST(Answer, ARateLimitInsideA200IsOne) {
  const Error error =
      error_of(response(R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user"}]})",
                        R"({"date":"Mon, 01 Jan 2024 00:00:00 GMT","x-ratelimit-reset":"1704067260"})"));
  EXPECT_EQ(error.rc(), SG_E_RATE_LIMITED);
  EXPECT_EQ(error.retry_after_ms(), 60'000u);
  EXPECT_THAT(error.what(), HasSubstr("API rate limit exceeded"));
}

TEST(Answer, WaitsAsTheHeadersOrTheBodySay) {
  EXPECT_EQ(wait_of(R"({"retry-after":"30","date":"Mon, 01 Jan 2024 00:00:00 GMT"})", ""), 30'000u);
  EXPECT_EQ(wait_of(R"({"date":"Mon, 01 Jan 2024 00:00:00 GMT"})", "2024-01-01T00:10:00Z"), 600'000u);
  EXPECT_EQ(wait_of(R"({"date":"Mon, 01 Jan 2024 00:00:00 GMT","x-ratelimit-reset":"5"})", ""), 0u);
  EXPECT_EQ(wait_of("{}", "2024-01-01T00:10:00Z"), 0u);
  EXPECT_EQ(wait_of("x", ""), 0u);
}

TEST(Answer, ErrorsOfSingleAdvisoriesLeaveTheOthers) {
  const Answer answer(response(R"({"data":{"securityAdvisories":{"nodes":[{},null,{}]}},
      "errors":[{"message":"Could not load","path":["securityAdvisories","nodes",1]},
                {"message":"Nor this","path":["securityAdvisories","nodes",2,"vulnerabilities"]}]})"),
                      "securityAdvisories", "x");
  ASSERT_EQ(answer.faults().size(), 2u);
  EXPECT_EQ(answer.faults().begin()->node, 1u);
  EXPECT_EQ(answer.faults().begin()->message, "Could not load");
  EXPECT_EQ(answer.faults().rbegin()->node, 2u);
}

TEST(Answer, OtherErrorsHaveTheirClass) {
  EXPECT_EQ(error_of(response(R"({"errors":[{"message":"Something went wrong while executing your query."}]})")).rc(),
            SG_E_TRANSIENT);
  EXPECT_EQ(error_of(response(R"({"errors":[{"type":"FORBIDDEN","message":"Resource not accessible"}]})")).rc(),
            SG_E_CONFIG);
  const Error other = error_of(response(R"({"errors":[{"message":"Field 'x' doesn't exist"}]})"));
  EXPECT_EQ(other.rc(), SG_E_DATA);
  EXPECT_THAT(other.what(), HasSubstr("2024-Q2: Field 'x' doesn't exist"));
  EXPECT_EQ(error_of(response("<html>")).rc(), SG_E_TRANSIENT);
  EXPECT_THAT(error_of(response(R"({"message":"Problems parsing JSON"})")).what(), HasSubstr("Problems parsing JSON"));
  EXPECT_EQ(error_of(response(R"({"data":{"securityAdvisories":null}})")).rc(), SG_E_DATA);
}

TEST(Answer, KnowsAStaleCursor) {
  const auto read = [](const std::string& error) {
    const Answer answer(response("{\"data\":{\"securityAdvisories\":null},\"errors\":[" + error + "]}"),
                        "securityAdvisories", "x");
  };
  EXPECT_THROW(read(R"({"type":"INVALID_CURSOR_ARGUMENTS","message":"`abc` does not appear to be a valid cursor."})"),
               StaleCursor);
  EXPECT_THROW(read(R"({"message":"`abc` does not appear to be a valid cursor."})"), StaleCursor);
}

}  // namespace
}  // namespace streamguard::github
