#include "facts/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

#include "sample_facts.hpp"

namespace streamguard::facts {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using tests::sample_facts;

/// The words of the error that `json` gives, with its class checked.
std::string fault_of(const std::string& json, sg_rc rc = SG_E_DATA) {
  try {
    parse_facts(json);
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), rc);
    return error.what();
  }
  ADD_FAILURE() << "taken: " << json.substr(0, 200);
  return {};
}

std::string fault_with(const char* pointer, const Json& value) {
  Json facts = sample_facts();
  facts[Json::json_pointer(pointer)] = value;
  return fault_of(facts.dump());
}

TEST(Facts, KeepsTheHostsOrderOfCollectors) {
  const Facts facts = parse_facts(sample_facts().dump());
  ASSERT_EQ(facts.collectors.size(), 3U);
  EXPECT_EQ(facts.collectors[0].name, "synthetic");
  EXPECT_EQ(facts.collectors[1].name, "osv");
  EXPECT_EQ(facts.collectors[2].name, "mine");
}

TEST(Facts, WhatIsMissingIsUnknownAndNotZero) {
  const Facts facts = parse_facts(sample_facts().dump());
  const Collector& mine = facts.collectors[2];
  EXPECT_FALSE(mine.samples_this_run);
  EXPECT_FALSE(mine.requests.made);
  EXPECT_FALSE(mine.kinds);
  EXPECT_FALSE(mine.rate());
  EXPECT_FALSE(sum(facts.collectors, [](const Collector& c) { return c.restarts; }));
  EXPECT_FALSE(facts.collectors[1].target_samples);
}

TEST(Facts, RatesCountThisRunAlone) {
  const Facts facts = parse_facts(sample_facts().dump());
  EXPECT_DOUBLE_EQ(facts.collectors[0].rate().value(), 1.5);
  EXPECT_FALSE(facts.collectors[1].rate()) << "no time passed";
}

TEST(Facts, IgnoresWhatItDoesNotKnow) {
  Json facts = sample_facts();
  facts["later"] = {1, 2};
  facts["collectors"]["osv"]["later"] = nullptr;
  EXPECT_EQ(parse_facts(facts.dump()).collectors.size(), 3U);
}

TEST(Facts, EveryRequiredFieldIsMissed) {
  for (const char* pointer :
       {"/facts_version", "/report_generated", "/start_time", "/end_time", "/total_duration", "/mode", "/collectors",
        "/summary", "/collectors/osv/status", "/collectors/osv/samples_collected", "/collectors/osv/duration",
        "/collectors/osv/success", "/summary/total_collectors", "/summary/successful_collectors",
        "/summary/failed_collectors", "/summary/total_samples_collected", "/summary/total_duration"}) {
    const Json::json_pointer place(pointer);
    Json facts = sample_facts();
    facts[place.parent_pointer()].erase(place.back());
    const std::string fault = fault_of(facts.dump());
    EXPECT_THAT(fault, HasSubstr("." + place.back() + ": expected ")) << pointer;
    EXPECT_THAT(fault, HasSubstr("found nothing")) << pointer;
  }
}

TEST(Facts, OddValuesAreNamedWithTheirPlace) {
  EXPECT_EQ(fault_with("/collectors/osv/restarts", -1),
            "facts.collectors.osv.restarts: expected a whole number of 0 or more, found -1");
  EXPECT_THAT(fault_with("/collectors/osv/restarts", 1.5), HasSubstr("found 1.5"));
  EXPECT_THAT(fault_with("/collectors/osv/duration", -0.5), HasSubstr("a number of 0 or more"));
  EXPECT_THAT(fault_with("/collectors/osv/success", "yes"), HasSubstr("true or false"));
  EXPECT_THAT(fault_with("/collectors/osv/status", "done"), HasSubstr("one of completed, exhausted, failed"));
  EXPECT_THAT(fault_with("/collectors/osv", 5), HasSubstr("facts.collectors.osv: expected an object"));
  EXPECT_THAT(fault_with("/collectors/osv/error", "x"), HasSubstr("error: expected an object"));
  EXPECT_THAT(fault_with("/collectors/osv/requests", {1}), HasSubstr("requests: expected an object"));
  EXPECT_THAT(fault_with("/collectors/osv/parts", 1), HasSubstr("parts: expected an array"));
  EXPECT_THAT(fault_with("/collectors/osv/parts/0/path", nullptr), HasSubstr("parts[0].path: expected text"));
  EXPECT_THAT(fault_with("/collectors/osv/kinds/advisory", "many"), HasSubstr("kinds.advisory: expected a whole"));
  EXPECT_THAT(fault_with("/collectors/osv/quarantined", {1}), HasSubstr("quarantined[0]: expected text"));
  EXPECT_THAT(fault_with("/collectors", Json::array()), HasSubstr("facts.collectors: expected an object, found []"));
  EXPECT_THAT(fault_with("/mode", "both"), HasSubstr("one of parallel, sequential"));
  EXPECT_THAT(fault_with("/summary/completion_rate", 100.5), HasSubstr("a percentage"));
  EXPECT_THAT(fault_with("/seed", -3), HasSubstr("facts.seed"));
}

TEST(Facts, ReadsProgressBudgetsAndPlaces) {
  const Facts facts = parse_facts(sample_facts().dump());
  const Collector& one = facts.collectors.at(0);
  ASSERT_TRUE(one.progress.has_value());
  EXPECT_EQ(one.progress->size(), 3U);
  EXPECT_EQ(one.progress->back().samples, 180U);
  EXPECT_EQ(one.manifest_line, 12U);
  EXPECT_EQ(one.requests.local, 0U);
  EXPECT_EQ(one.planned->at(0).requests, 5U);
  EXPECT_FALSE(one.planned->at(0).bytes.has_value());
  EXPECT_FALSE(facts.collectors.at(2).progress.has_value());
  EXPECT_EQ(facts.manifest_relative, "configs/full.yaml");
  ASSERT_TRUE(facts.budgets.has_value());
  EXPECT_EQ(facts.budgets->at(0).limit, "5 in any 30.0s");
  EXPECT_EQ(facts.budgets->at(0).limit_requests, 5U);
  EXPECT_EQ(facts.budgets->at(0).requests.waited_seconds, 31.75);
  EXPECT_EQ(facts.budgets->at(0).planned_requests, 5U);
  EXPECT_FALSE(facts.budgets->at(1).limit.has_value());
  EXPECT_FALSE(facts.budgets->at(1).planned_requests.has_value());
}

TEST(Facts, ProgressNeverFalls) {
  const auto point = [](double seconds, int samples) { return Json{{"seconds", seconds}, {"samples", samples}}; };
  EXPECT_THAT(fault_with("/collectors/osv/progress", Json::array({point(1, 5), point(0.5, 6)})),
              HasSubstr("facts.collectors.osv.progress: expected points that never fall"));
  EXPECT_THAT(fault_with("/collectors/osv/progress", Json::array({point(1, 5), point(2, 4)})), HasSubstr("never fall"));
}

TEST(Facts, ALongWrongValueIsCut) { EXPECT_LT(fault_with("/mode", std::string(5000, 'x')).size(), 200U); }

TEST(Facts, WhatIsNoJsonIsSaidSo) {
  for (const char* text : {"", "{", "nonsense", "{\"facts_version\":1e999}", "\xff"}) {
    EXPECT_THAT(fault_of(text), HasSubstr("facts")) << text;
  }
  EXPECT_THAT(fault_of("[]"), HasSubstr("facts: expected an object"));
  EXPECT_THAT(fault_of(std::string(100000, '[')), HasSubstr("not JSON"));
}

TEST(Facts, AnotherVersionIsRefused) {
  Json facts = sample_facts();
  facts["facts_version"] = 2;
  EXPECT_THAT(fault_of(facts.dump(), SG_E_CONFIG), HasSubstr("facts_version is 2"));
}

}  // namespace
}  // namespace streamguard::facts
