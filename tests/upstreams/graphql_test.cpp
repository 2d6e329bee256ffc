// GitHub's GraphQL: what is asked for and nothing else, what it costs, what is refused.
#include "world.hpp"

namespace streamguard::upstreams {
namespace {

using nlohmann::json;

const Fields kToken{{"Authorization", "Bearer token"}};

class Graphql : public World {
 protected:
  using World::World;
  Got ask(const std::string& query, const json& variables = json::object(), const Fields& fields = kToken) {
    return client_.post(url("/graphql"), json{{"query", query}, {"variables", variables}}.dump(), fields);
  }
  json data(const std::string& query, const json& variables = json::object()) {
    const json answer = json::parse(ask(query, variables).body);
    EXPECT_FALSE(answer.contains("errors")) << answer.dump(1);
    return answer.value("data", json::object());
  }
  std::string first_error(const std::string& query, const json& variables = json::object()) {
    const json answer = json::parse(ask(query, variables).body);
    return answer.contains("errors") ? answer.at("errors").at(0).at("message").get<std::string>() : answer.dump();
  }
};

TEST_F(Graphql, OnlyAskedFieldsAreAnsweredUnderTheirAliases) {
  const json got = data(R"(
    query Some($n: Int!) {
      page: securityAdvisories(first: $n, orderBy: {field: PUBLISHED_AT, direction: ASC}) {
        totalCount
        nodes { id: ghsaId ...Texts ... on SecurityAdvisory { severity } cwes(first: 5) { nodes { cweId } } }
      }
    }
    fragment Texts on SecurityAdvisory { summary __typename })",
                        {{"n", 1}});
  const json expected = json::parse(R"({"page":{"totalCount":7,"nodes":[{"id":"GHSA-2222-3333-4444",
    "summary":"Acme parser reads beyond its input in read_length when a record claims to be longer.",
    "__typename":"SecurityAdvisory","severity":"CRITICAL","cwes":{"nodes":[{"cweId":"CWE-125"}]}}]}})");
  EXPECT_EQ(got, expected);
}

TEST_F(Graphql, CursorsWalkEverythingOnceInEitherOrder) {
  for (const char* direction : {"ASC", "DESC"}) {
    std::vector<std::string> ids;
    json after;
    for (;;) {
      const json page = data(
                            "query P($after: String) { securityAdvisories(first: 3, after: $after, orderBy: {field: "
                            "UPDATED_AT, direction: " +
                                std::string(direction) + "}) { nodes { ghsaId } pageInfo { hasNextPage endCursor } } }",
                            {{"after", after}})
                            .at("securityAdvisories");
      for (const json& node : page.at("nodes")) ids.push_back(node.at("ghsaId"));
      if (!page.at("pageInfo").at("hasNextPage").get<bool>()) break;
      after = page.at("pageInfo").at("endCursor");
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(SmallMirror::kAdvisories));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
    EXPECT_EQ(ids.front(), direction == std::string("ASC") ? "GHSA-2222-3333-4444" : "GHSA-2222-4444-5555");
  }
}

TEST_F(Graphql, FiltersHold) {
  const auto count = [&](const std::string& arguments) {
    return data("{ securityAdvisories(first: 100, " + arguments + ") { totalCount nodes { withdrawnAt } } }")
        .at("securityAdvisories")
        .at("totalCount")
        .get<int>();
  };
  EXPECT_EQ(count("publishedSince: \"2024-04-03T10:00:00Z\""), 5);
  EXPECT_EQ(count("updatedSince: \"2024-05-07T10:00:00Z\""), 1);
  EXPECT_EQ(count("classifications: [GENERAL]"), 7);
  EXPECT_EQ(count("classifications: MALWARE"), 0);
  EXPECT_EQ(count("identifier: {type: CVE, value: \"CVE-2024-71004\"}"), 1);
}

TEST_F(Graphql, EveryAnswerSaysWhatItCost) {
  const std::string both =
      "{ rateLimit { limit cost remaining used nodeCount resetAt } securityAdvisories(first: 100) { nodes { "
      "cwes(first: "
      "50) { nodes { cweId } } vulnerabilities(first: 100) { nodes { vulnerableVersionRange } } } } }";
  const json rate = data(both).at("rateLimit");
  EXPECT_EQ(rate.at("cost"), 2) << "one page of a hundred and two connections in each: 201 requests";
  EXPECT_EQ(rate.at("nodeCount"), 100 + 100 * 50 + 100 * 100);
  EXPECT_EQ(rate.at("remaining"), 4998);
  const Got got = ask("{ securityAdvisories(first: 100) { nodes { ghsaId } } }");
  EXPECT_EQ(got.field("x-ratelimit-limit"), "5000");
  EXPECT_EQ(got.field("x-ratelimit-remaining"), "4997");
  EXPECT_EQ(got.field("x-ratelimit-used"), "3");
  EXPECT_FALSE(got.field("x-ratelimit-reset").empty());
  EXPECT_EQ(simulator_->stats().of("github").points, 3U);
}

TEST_F(Graphql, RefusesWhatTheSchemaDoesNotHave) {
  const std::map<std::string, std::string> refused{
      {"{ securityAdvisories(first: 1) { nodes { nope } } }", "Field 'nope' doesn't exist on type 'SecurityAdvisory'"},
      {"{ securityAdvisories(first: 1, since: 1) { totalCount } }", "doesn't accept argument 'since'"},
      {"{ securityAdvisories { totalCount } }", "You must provide a `first` or `last` value"},
      {"{ securityAdvisories(first: 101) { totalCount } }", "exceeds the `first` limit"},
      {"{ securityAdvisories(first: 1) { nodes } }", "Field must have selections"},
      {"{ securityAdvisories(first: 1, orderBy: {field: \"UPDATED_AT\", direction: ASC}) { totalCount } }",
       "invalid value"},
      {"{ securityAdvisories(first: 1, classifications: [CARGO]) { totalCount } }", "invalid value"},
      {"{ securityAdvisories(first: $n) { totalCount } }", "not declared"},
      {"query Q($n: String) { securityAdvisories(first: $n) { totalCount } }", "Type mismatch"},
      {"query Q($n: Int!) { securityAdvisories(first: $n) { totalCount } }", "was provided invalid value"},
      {"query Q($n: Int) { rateLimit { cost } }", "declared by Q but not used"},
      {"{ securityAdvisories(first: 1, after: \"no\") { totalCount } }", "valid cursor"},
      {"{ securityAdvisories(first: 1 { totalCount } }", "Expected NAME"},
      {"mutation { x }", "Only queries"},
  };
  for (const auto& [query, words] : refused) EXPECT_THAT(first_error(query), testing::HasSubstr(words)) << query;
  EXPECT_EQ(simulator_->stats().of("github").points, 1U) << "only the bad cursor was looked up";
}

TEST_F(Graphql, EnumerationsComeAsStringsInVariablesOnly) {
  const std::string query =
      "query Q($order: SecurityAdvisoryOrder) { securityAdvisories(first: 1, orderBy: $order) { nodes { ghsaId } } }";
  const json got = data(query, {{"order", {{"field", "UPDATED_AT"}, {"direction", "DESC"}}}});
  EXPECT_EQ(got.at("securityAdvisories").at("nodes").at(0).at("ghsaId"), "GHSA-2222-4444-5555");
}

TEST_F(Graphql, DirectivesDecideWhatIsAnswered) {
  const json got =
      data("query Q($no: Boolean!) { rateLimit @skip(if: $no) { cost } __typename @include(if: $no) }", {{"no", true}});
  EXPECT_EQ(got, json::parse(R"({"__typename":"Query"})"));
}

TEST_F(Graphql, AsksForAToken) {
  EXPECT_EQ(ask("{ rateLimit { cost } }", {}, {}).status, 401);
  EXPECT_EQ(client_.post(url("/graphql"), "no json", kToken).status, 400);
}

class GraphqlLimits : public Graphql {
 protected:
  GraphqlLimits() : Graphql(options()) {}
  static SimulatorOptions options() {
    SimulatorOptions out;
    out.scale = {1};
    out.github_token = "token";
    out.github = {3, 100, 100};
    return out;
  }
};

TEST_F(GraphqlLimits, ThePrimaryLimitAnswers200WithErrors) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(first_error("{ rateLimit { remaining } }").substr(0, 8), "{\"data\":");
  const Got got = ask("{ rateLimit { remaining } }");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(json::parse(got.body).at("errors").at(0).at("type"), "RATE_LIMITED");
  EXPECT_EQ(got.field("x-ratelimit-remaining"), "0");
  EXPECT_EQ(simulator_->stats().of("github").limited, 1U);
  EXPECT_EQ(ask("{ rateLimit { remaining } }", {}, {{"Authorization", "Bearer other"}}).status, 401);
}

class GraphqlSecondary : public Graphql {
 protected:
  GraphqlSecondary() : Graphql(options()) {}
  static SimulatorOptions options() {
    SimulatorOptions out;
    out.scale = {1};
    out.github = {100, 2, 100};
    return out;
  }
};

TEST_F(GraphqlSecondary, PointsAMinuteAnswer403AndHowLong) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask("{ rateLimit { cost } }").status, 200);
  const Got got = ask("{ rateLimit { cost } }");
  EXPECT_EQ(got.status, 403);
  EXPECT_EQ(got.field("retry-after"), "60");
  EXPECT_THAT(got.body, testing::HasSubstr("secondary rate limit"));
}

}  // namespace
}  // namespace streamguard::upstreams
