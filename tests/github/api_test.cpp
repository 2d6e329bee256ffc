#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "fake_api.hpp"
#include "nodes.hpp"

namespace streamguard::github {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

std::string day(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// `count` advisories over the months of 2023 and 2024, some of the same moment.
std::vector<json> many(unsigned count) {
  std::vector<json> nodes;
  for (unsigned i = 0; i < count; ++i) {
    const unsigned month = i * 24 / count;
    nodes.push_back(node(
        i, std::to_string(2023 + month / 12) + "-" + day(month % 12 + 1) + "-" + day(i / 3 % 28 + 1) + "T00:00:00Z"));
  }
  return nodes;
}

std::set<std::string> ids_of(const std::vector<json>& nodes) {
  std::set<std::string> ids;
  for (const json& each : nodes) ids.insert(each["ghsaId"]);
  return ids;
}

std::set<std::string> as_set(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

TEST(Api, TakesEveryAdvisoryOnceQuarterByQuarterNewestFirst) {
  FakeApi api;
  api.nodes = many(500);
  api.config_json = R"({"page":20})";
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 500u);
  EXPECT_EQ(as_set(got.ids()), ids_of(api.nodes));
  EXPECT_THAT(got.units, IsSupersetOf(std::vector<std::string>{"published 2024-Q4", "published 2023-Q1", ghsa(0)}));
  std::string quarter = "9999";
  for (const std::string& unit : got.units) {
    if (!unit.starts_with("published ")) continue;
    EXPECT_LE(unit, "published " + quarter);
    quarter = unit.substr(std::string("published ").size());
  }
  EXPECT_EQ(got.progress.back(), (std::pair<std::uint64_t, std::uint64_t>(500, 500)));
  EXPECT_TRUE(got.logged("500 advisories, 500 taken; "));
  EXPECT_TRUE(got.logged(std::to_string(api.requests.size()) + " queries for " +
                         std::to_string(2 * api.requests.size()) + " points"));
}

TEST(Api, ResumesAtEveryCheckpointWithTheSameRecords) {
  FakeApi api;
  api.nodes = many(150);
  api.config_json = R"({"page":10,"published_since":"2023-01-01"})";
  const Outcome whole = api.run();
  ASSERT_EQ(whole.rc, SG_OK) << whole.error;
  for (std::size_t stop = 1; stop <= whole.tokens.size(); ++stop) {
    api.stop_after_checkpoints = stop;
    std::vector<std::string> records = api.run().records;
    api.stop_after_checkpoints = 0;
    const Outcome rest = api.run(whole.tokens[stop - 1], records.size());
    ASSERT_EQ(rest.rc, SG_OK) << rest.error;
    records.insert(records.end(), rest.records.begin(), rest.records.end());
    EXPECT_EQ(records, whole.records) << "stopped after checkpoint " << stop;
  }
}

TEST(Api, GoesOnByDateWhereTheCursorIsStale) {
  FakeApi api;
  api.nodes = many(150);
  for (unsigned i = 150; i < 175; ++i)
    api.nodes.push_back(node(i, "2024-02-10T00:00:00Z"));  // more than a page at once
  api.config_json = R"({"page":10,"published_since":"2023-01-01"})";
  const Outcome whole = api.run();
  ASSERT_EQ(whole.rc, SG_OK) << whole.error;
  for (std::size_t stop = 1; stop <= whole.tokens.size(); ++stop) {
    api.stop_after_checkpoints = stop;
    std::vector<std::string> records = api.run().records;
    api.stop_after_checkpoints = 0;
    ++api.cursor_epoch;
    const Outcome rest = api.run(whole.tokens[stop - 1], records.size());
    ASSERT_EQ(rest.rc, SG_OK) << rest.error;
    records.insert(records.end(), rest.records.begin(), rest.records.end());
    EXPECT_EQ(records, whole.records) << "stopped after checkpoint " << stop;
    api.cursor_epoch = 0;
  }
}

TEST(Api, BringsAllVulnerabilitiesOfAnAdvisory) {
  FakeApi api;
  api.nodes = {node(1)};
  api.config_json = R"({"published_since":"2024-04-01"})";
  json& list = api.nodes[0]["vulnerabilities"]["nodes"];
  const json one = list[0];
  for (int i = 1; i < 25; ++i) {
    list.push_back(one);
    list.back()["package"]["name"] = "p" + std::to_string(i);
  }
  api.vulnerabilities_in_page = 10;
  const Outcome got = api.run();
  ASSERT_EQ(got.records.size(), 1u) << got.error;
  EXPECT_EQ(json::parse(got.records[0])["packages"].size(), 25u);
  EXPECT_EQ(api.requests.size(), 4u);  // the newest, a page, two further ones
  api.vulnerabilities_in_page = 100;
  EXPECT_EQ(api.run().records, got.records);  // whatever pages it came in
}

TEST(Api, ShardsShareTheQuarters) {
  FakeApi api;
  api.nodes = many(200);
  const Outcome alone = api.run();
  std::multiset<std::string> together;
  api.shard_count = 3;
  for (api.shard_index = 0; api.shard_index < 3; ++api.shard_index) {
    const Outcome part = api.run();
    EXPECT_EQ(part.rc, SG_OK) << part.error;
    EXPECT_GT(part.records.size(), 20u);
    EXPECT_EQ(part.progress.back().second, 0u);  // nobody knows how many are its own
    together.insert(part.records.begin(), part.records.end());
  }
  EXPECT_EQ(together, std::multiset<std::string>(alone.records.begin(), alone.records.end()));
}

TEST(Api, PassesWithdrawnUnlessIncluded) {
  FakeApi api;
  api.nodes = many(10);
  api.nodes[3]["withdrawnAt"] = "2024-06-01T00:00:00Z";
  Outcome got = api.run();
  EXPECT_EQ(got.records.size(), 9u);
  EXPECT_TRUE(got.logged("10 advisories, 9 taken, 1 withdrawn"));
  api.config_json = R"({"include":["withdrawn"]})";
  EXPECT_EQ(api.run().records.size(), 10u);
}

TEST(Api, HandsItsFiltersOn) {
  FakeApi api;
  api.nodes = many(200);
  api.config_json = R"({"published_since":"2024-07-01","updated_since":"2024-01-01","classifications":["MALWARE"]})";
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  for (const json& body : api.requests) {
    EXPECT_EQ(body["variables"]["updatedSince"], "2024-01-01T00:00:00Z");
    EXPECT_EQ(body["variables"]["classifications"], json::array({"MALWARE"}));
  }
  EXPECT_EQ(api.pages(), 2u);
  EXPECT_EQ(api.requests.back()["variables"]["publishedSince"], "2024-07-01T00:00:00Z");
}

TEST(Api, WhatCouldNotBeGivenIsToldAndPassed) {
  FakeApi api;
  api.nodes = many(10);
  api.meddle = [&api](std::size_t number, const json&) -> std::optional<json> {
    if (number != 2) return std::nullopt;
    json nodes = json::array({api.nodes[8], nullptr, api.nodes[9]});
    return json{{"data", {{"securityAdvisories", {{"nodes", nodes}, {"pageInfo", {{"hasNextPage", false}}}}}}},
                {"errors", {{{"message", "Could not load it"}, {"path", {"securityAdvisories", "nodes", 1}}}}}};
  };
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.logged("2024-Q4, advisory 2 of a page: passed: Could not load it"));
  EXPECT_TRUE(got.logged("1 broken"));
}

TEST(Api, ARateLimitInsideA200TellsWhenToComeBack) {
  FakeApi api;
  api.nodes = many(300);
  api.config_json = R"({"page":20})";
  api.meddle = [](std::size_t number, const json&) -> std::optional<json> {
    if (number != 4) return std::nullopt;
    return json{{"errors", {{{"type", "RATE_LIMITED"}, {"message", "API rate limit exceeded"}}}}};
  };
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_E_RATE_LIMITED);
  EXPECT_EQ(got.retry_after_ms, 5'000u);
  EXPECT_EQ(got.records.size(), 37u);  // whole pages: the newest quarter's
}

TEST(Api, AsksForLessWhereTheServerIsTooSlow) {
  FakeApi api;
  api.nodes = many(100);
  api.meddle = [](std::size_t, const json& body) -> std::optional<json> {
    if (body["variables"].value("first", 0) <= 25) return std::nullopt;
    throw Error(SG_E_TRANSIENT, "POST github_api/graphql: status 502, after 7 attempts");
  };
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_EQ(got.records.size(), 100u);
  EXPECT_TRUE(got.logged("trying pages of 25"));
}

TEST(Api, ANetworkThatIsDownIsHandedOn) {
  FakeApi api;
  api.nodes = many(10);
  api.meddle = [](std::size_t number, const json&) -> std::optional<json> {
    if (number == 1) return std::nullopt;
    throw Error(SG_E_TRANSIENT, "no connection");
  };
  EXPECT_EQ(api.run().rc, SG_E_TRANSIENT);
  EXPECT_EQ(api.requests.size(), 2u);
}

TEST(Api, WithoutATokenTheCureIsTold) {
  FakeApi api;
  for (const auto& [rc, words] : {std::pair<sg_rc, const char*>(SG_E_CONFIG, "status 401"),
                                  std::pair<sg_rc, const char*>(SG_E_DATA, "status 403")}) {
    api.meddle = [rc = rc, words = words](std::size_t, const json&) -> std::optional<json> { throw Error(rc, words); };
    const Outcome got = api.run();
    EXPECT_EQ(got.rc, SG_E_CONFIG);
    EXPECT_THAT(got.error, HasSubstr("set GITHUB_TOKEN, or read a mirror"));
  }
}

TEST(Api, GoesPastAQuarterThatTheHostNames) {
  FakeApi api;
  api.nodes = many(100);
  api.skip_json = json::array({"published 2024-Q4", ghsa(0)}).dump();
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_LT(got.records.size(), 95u);
  EXPECT_EQ(as_set(got.ids()).count(ghsa(0)), 0u);
  EXPECT_TRUE(got.logged("published 2024-Q4: passed, because it failed before"));
}

TEST(Api, WantsItsUpstream) {
  FakeApi api;
  api.upstreams_json = "[\"git\"]";
  EXPECT_THAT(api.run().error, HasSubstr("`github_api`, which is not granted"));
}

TEST(Api, AnEmptyDatabaseIsNoError) {
  FakeApi api;
  const Outcome got = api.run();
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  EXPECT_TRUE(got.records.empty());
}

}  // namespace
}  // namespace streamguard::github
