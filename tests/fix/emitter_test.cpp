#include "fix/emitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <streamguard/testing/in_process_host.hpp>

#include "history.hpp"

namespace streamguard::fix {
namespace {

using nlohmann::json;
using streamguard::testing::collect;
using streamguard::testing::Collected;
using streamguard::testing::CollectOptions;
using testing::Files;
using testing::History;
using ::testing::IsEmpty;

constexpr char kManifest[] =
    R"({"id":"fix-test","version":"1.0.0","title":"Test","description":"Emits advisories of its configuration.",)"
    R"("license":"MIT","kinds":["collector"],"config_schema":{"type":"object"},"folder":"fix-test",)"
    R"("permissions":{"upstreams":["git"]}})";

/// Emits the advisories of its configuration, two in a batch; the token is how many are done.
class Advisories final : public Collector {
 public:
  explicit Advisories(Host host) : Collector(host), emitter_(host) {}

  void open(const CollectorArgs& args) override {
    list_ = json::parse(args.config_json).at("advisories");
    if (!args.resume_token.empty()) next_ = std::stoul(std::string(args.resume_token));
    committed_ = args.committed;
  }

  void run() override {
    if (committed_ != 0) emitter_.restore();
    constexpr std::size_t kBatch = 2;
    while (next_ < list_.size()) {
      const std::size_t end = std::min(list_.size(), next_ + kBatch);
      std::vector<Target> targets;
      for (std::size_t i = next_; i < end; ++i) {
        for (const Target& target : targets_of(list_[i])) targets.push_back(target);
      }
      emitter_.fetch(targets);
      for (; next_ < end; ++next_) emit(list_[next_]);
      host().checkpoint(std::to_string(next_));
    }
    host().log(SG_LOG_INFO, emitter_.counts_line());
  }

 private:
  static std::vector<Target> targets_of(const json& advisory) {
    std::vector<Target> out;
    for (const json& fix : advisory.at("fixes")) out.push_back({fix.at(0), fix.at(1)});
    return out;
  }

  void emit(const json& one) {
    const std::string key = one.at("key");
    const std::string text = one.value("text", "");
    Advisory advisory;
    advisory.base.source = "test";
    advisory.base.source_key = key;
    advisory.base.cve = {key};
    advisory.base.title = key;
    advisory.base.urls = {"https://example.org/x"};
    advisory.base.extra_json = R"({"own": 1})";
    advisory.fixes = targets_of(one);
    advisory.names_text = text;
    advisory.basis = one.value("message", false) ? Basis::message : Basis::advisory;
    emitter_.emit(advisory);
  }

  Emitter emitter_;
  json list_;
  std::size_t next_ = 0;
  std::uint64_t committed_ = 0;
};

const sg_entry kEntry = {SG_MAGIC,
                         sizeof(sg_entry),
                         SG_ABI_MAJOR,
                         SG_ABI_MINOR,
                         0,
                         SG_KIND_COLLECTOR,
                         kManifest,
                         sizeof kManifest - 1,
                         &edge::CollectorBox<Advisories>::create,
                         nullptr};

const std::string kUrl = "https://github.com/owner/name";
const std::string kOne = "int first_function(int a)\n{\n  return a + 1;\n}\n";
const std::string kTwo = "int second_function(int a)\n{\n  return a + 2;\n}\n";

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

class EmitterTest : public ::testing::Test {
 protected:
  EmitterTest() { options_.repositories[kUrl] = history_.path(); }

  void add(const std::string& key, const std::vector<std::string>& commits, const json& more = json::object()) {
    json one = {{"key", key}, {"fixes", json::array()}};
    for (const std::string& commit : commits) one["fixes"].push_back({kUrl, commit});
    one.update(more);
    advisories_.push_back(one);
  }

  Collected run() {
    options_.config_json = json{{"advisories", advisories_}}.dump();
    Collected got = collect(kEntry, options_);
    EXPECT_THAT(got.violations, IsEmpty());
    EXPECT_EQ(got.rc, SG_OK) << got.error;
    return got;
  }

  std::vector<json> records() {
    std::vector<json> out;
    for (const std::string& record : run().records) out.push_back(json::parse(record));
    return out;
  }

  static std::string label(const json& record) {
    return record["label"]["tier"].get<std::string>() + " " + record["label"]["method"].get<std::string>();
  }

  History history_;
  CollectOptions options_;
  json advisories_ = json::array();
};

TEST_F(EmitterTest, WritesThePairOfOneFunctionAsGold) {
  const std::string begin = history_.commit({{"src/a.c", kOne + kTwo}, {"tests/t.c", kTwo}}, {});
  const std::string fix =
      history_.commit({{"src/a.c", with(kOne, "a + 1", "a - 1") + kTwo}, {"tests/t.c", kOne}}, {begin});
  add("CVE-1", {fix});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 1U);
  const json& record = got[0];
  EXPECT_EQ(record["kind"], "function_pair");
  EXPECT_EQ(label(record), "gold one_function");
  EXPECT_EQ(record["code"]["symbol"], "first_function");
  EXPECT_EQ(record["code"]["language"], "C");
  EXPECT_EQ(record["code"]["before_lines"], json::array({1, 4}));
  EXPECT_THAT(record["code"]["after"].get<std::string>(), ::testing::HasSubstr("a - 1"));
  EXPECT_EQ(record["fix"]["repo"], kUrl);
  EXPECT_EQ(record["fix"]["commit"], fix);
  EXPECT_EQ(record["fix"]["parent"], begin);
  EXPECT_EQ(record["fix"]["path"], "src/a.c");
  EXPECT_EQ(record["fix"]["author_date"], "2021-03-04T05:06:07Z");
  EXPECT_EQ(record["fix"]["functions_changed"], 1);
  EXPECT_EQ(record["provenance"]["urls"], json::array({"https://example.org/x", kUrl + "/commit/" + fix}));
  EXPECT_EQ(record["extra"], (json{{"own", 1}, {"change", "changed"}}));
  EXPECT_EQ(record["ids"]["cve"], json::array({"CVE-1"}));
}

TEST_F(EmitterTest, SeveralFunctionsAreSilverButForTheNamedOne) {
  const std::string fix =
      history_.change({{"a.c", kOne + kTwo}}, {{"a.c", with(kOne, "1", "3") + with(kTwo, "+ 2", "- 2")}});
  add("CVE-1", {fix}, {{"text", "A flaw in second_function of a.c"}});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(label(got[0]), "silver advisory_commit");
  EXPECT_EQ(label(got[1]), "gold named_in_advisory");
  EXPECT_EQ(got[0]["fix"]["functions_changed"], 2);
}

TEST_F(EmitterTest, AddedFunctionsDoNotCountAndAreNeverGold) {
  const std::string helper = "static int is_sound(const char *p) { return p && *p; }\n";
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", helper + with(kOne, "a + 1", "is_sound(a)")}});
  add("CVE-1", {fix}, {{"text", "is_sound() is missing"}});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(label(got[0]), "gold one_function");
  EXPECT_EQ(label(got[1]), "silver advisory_commit");
  EXPECT_EQ(got[1]["extra"]["change"], "added");
  EXPECT_TRUE(got[1]["code"]["before"].is_null());
}

TEST_F(EmitterTest, MessagesAreBronzeAndNoAdvisories) {
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  const std::string docs = history_.change({{"README", "a"}}, {{"README", "b"}});
  add(fix, {fix}, {{"message", true}});
  add(docs, {docs}, {{"message", true}});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(label(got[0]), "bronze message");
}

TEST_F(EmitterTest, ACommitThatChangesMuchIsNoFixByItsMessageAlone) {
  std::string before, after;
  for (std::size_t i = 0; i <= kMostByMessage; ++i) {
    const std::string name = "int function_" + std::to_string(i) + "(int a)\n{\n";
    before += name + "  return a;\n}\n";
    after += name + "  return a + 1;\n}\n";
  }
  const std::string much = history_.change({{"a.c", before}}, {{"a.c", after}});
  add(much, {much}, {{"message", true}});
  EXPECT_THAT(records(), IsEmpty());
  advisories_.clear();
  add("CVE-1", {much});
  EXPECT_EQ(records().size(), kMostByMessage + 1);
}

TEST_F(EmitterTest, AFixOfBackportsChangesOneFunction) {
  const std::string one = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  const std::string two = history_.change({{"a.c", kOne + kTwo}}, {{"a.c", with(kOne, "1", "4") + kTwo}});
  add("CVE-1", {one, two, one});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(label(got[0]), "gold one_function");
  EXPECT_EQ(label(got[1]), "gold one_function");
  EXPECT_EQ(got[1]["fix"]["functions_changed"], 1);
}

TEST_F(EmitterTest, WhatIsOutOfSightIsNotGold) {
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  add("CVE-1", {fix, std::string(40, 'a')});
  history_.set_ref("refs/pull/7/head", fix);
  add("CVE-2", {"refs/pull/7/head"});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(label(got[0]), "silver advisory_commit");
  EXPECT_EQ(got[1]["kind"], "advisory");  // the same pair again
}

TEST_F(EmitterTest, ResolvesRefsAndSaysSo) {
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  history_.set_ref("refs/pull/7/head", fix);
  add("CVE-2", {"refs/pull/7/head", "refs/pull/8/head"});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(label(got[0]), "silver advisory_commit");
  EXPECT_EQ(got[0]["fix"]["commit"], fix);
  EXPECT_EQ(got[0]["extra"]["ref"], "refs/pull/7/head");
}

TEST_F(EmitterTest, AdvisoriesWithoutPairsSayWhy) {
  const std::string root = history_.commit({{"a.c", kOne}}, {});
  add("CVE-1", {root});
  add("CVE-2", {std::string(40, 'a')});
  add("CVE-3", {});
  add("CVE-4", {root}, {{"fixes", json::array({json::array({"https://github.com/not/served", root})})}});
  options_.repositories["https://github.com/gone/away"] = "/nonexistent/repository";
  add("CVE-5", {root}, {{"fixes", json::array({json::array({"https://github.com/gone/away", root})})}});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 5U);
  const std::vector<std::string> expected{"root", "missing_commit", "", "not_served", "no_repository"};
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i]["kind"], "advisory");
    EXPECT_TRUE(got[i]["code"].is_null());
    EXPECT_EQ(label(got[i]), "none none");
    EXPECT_EQ(got[i]["extra"]["own"], 1);
    if (expected[i].empty()) {
      EXPECT_FALSE(got[i]["extra"].contains("fixes"));
    } else {
      EXPECT_EQ(got[i]["extra"]["fixes"][0]["why"], expected[i]);
    }
  }
}

TEST_F(EmitterTest, TheSameContentIsNotWrittenTwice) {
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  // White space and comments aside it is the same pair, under another name of the file.
  const std::string copy = history_.change({{"b.c", with(kOne, "return", "/* x */ return")}},
                                           {{"b.c", with(with(kOne, "return", "/* x */  return"), "1", "3")}});
  add("CVE-1", {fix});
  add("CVE-2", {fix});
  add("CVE-3", {copy});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 3U);
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(got[i]["kind"], "advisory");
    EXPECT_EQ(got[i]["extra"]["same_as"], json::array({got[0]["sample_id"]}));
    EXPECT_EQ(got[i]["ids"]["cve"][0], "CVE-" + std::to_string(i + 1));
  }
}

TEST_F(EmitterTest, OverloadsAreSamplesOfTheirOwn) {
  const std::string fix =
      history_.change({{"a.cpp", "int f(int a) { return a; }\nint f(char a) { return a + 1; }\n"}},
                      {{"a.cpp", "int f(int a) { return -a; }\nint f(char a) { return a + 2; }\n"}});
  add("CVE-1", {fix});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_NE(got[0]["sample_id"], got[1]["sample_id"]);
  EXPECT_EQ(got[0]["code"]["symbol"], got[1]["code"]["symbol"]);
}

TEST_F(EmitterTest, RepairedEncodingIsSaid) {
  const std::string text = "int f(void)\n{\n  return g(\"\xe9\", 1);\n}\n";
  add("CVE-1", {history_.change({{"a.c", text}}, {{"a.c", with(text, "1", "2")}})});
  const std::vector<json> got = records();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0]["extra"]["encoding"], "repaired");
}

TEST_F(EmitterTest, ABatchCostsTwoRequestsARepository) {
  std::string last = history_.commit({{"a.c", kOne}}, {});
  for (int i = 2; i < 4; ++i) {
    last = history_.commit({{"a.c", with(kOne, "1", std::to_string(i))}}, {last});
    add("CVE-" + std::to_string(i), {last});
  }
  const Collected got = run();
  ASSERT_EQ(got.git_requests.size(), 2U);
  EXPECT_EQ(got.git_requests[0].what, SG_GIT_COMMITS);
  EXPECT_EQ(got.git_requests[0].objects.size(), 2U);
  EXPECT_EQ(got.git_requests[1].what, SG_GIT_BLOBS);
  EXPECT_EQ(got.git_requests[1].objects.size(), 3U);
  EXPECT_EQ(got.records.size(), 2U);
}

TEST_F(EmitterTest, WhatMayWorkLaterEndsTheRun) {
  const std::string fix = history_.change({{"a.c", kOne}}, {{"a.c", with(kOne, "1", "3")}});
  add("CVE-1", {fix});
  options_.config_json = json{{"advisories", advisories_}}.dump();
  options_.failures[kUrl] = SG_E_RATE_LIMITED;
  EXPECT_EQ(collect(kEntry, options_).rc, SG_E_RATE_LIMITED);
  options_.failures[kUrl] = SG_E_DATA;
  const Collected got = collect(kEntry, options_);
  EXPECT_EQ(got.rc, SG_OK) << got.error;
  ASSERT_EQ(got.records.size(), 1U);
  EXPECT_EQ(json::parse(got.records[0])["extra"]["fixes"][0]["why"], "broken");
}

TEST_F(EmitterTest, AResumedRunGivesTheSameBytes) {
  std::string last = history_.commit({{"a.c", kOne + kTwo}}, {});
  for (int i = 2; i < 9; ++i) {
    last = history_.commit({{"a.c", with(kOne, "1", std::to_string(i)) + with(kTwo, "2", std::to_string(i / 2 + 10))}},
                           {last});
    add("CVE-" + std::to_string(i), {last});
    add("CVE-again-" + std::to_string(i), {last});
  }
  const Collected whole = run();
  ASSERT_GE(whole.commits.size(), 7U);
  EXPECT_THAT(streamguard::testing::resume_faults(kEntry, options_), ::testing::IsEmpty());
}

}  // namespace
}  // namespace streamguard::fix
