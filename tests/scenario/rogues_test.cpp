// Plugins that crash, hang, flood, lie and attack: each comes to its named outcome, and the good one beside them
// finishes.
#include <set>

#include "../sanitized.hpp"
#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

const std::string kGood = "  steady: {plugin: steady, target: all, shards: 2, config: {count: 501}}\n";

/// A collector of the rogue plugin `plugin`, tried twice at most.
std::string rogue(const std::string& name, const std::string& plugin, const std::string& config = {},
                  const std::string& more = {}) {
  return "  " + name + ": {plugin: " + plugin + ", restart: {max: 1, within: 1h}, config: {" + config + "}" +
         (more.empty() ? "" : ", " + more) + "}\n";
}

void expect_good(const Scenario& scenario) {
  const json good = scenario.result_of("steady");
  EXPECT_EQ(good.at("status"), "exhausted");
  EXPECT_EQ(good.at("samples_collected"), 501);
  EXPECT_EQ(good.at("restarts"), 0);
  EXPECT_EQ(scenario.samples("steady", 0, 2).size() + scenario.samples("steady", 1, 2).size(), 501U);
}

/// The named outcome, also in the event that told it.
void expect_failed(const Scenario& scenario, const std::string& collector, const std::string& cause,
                   const std::string& why) {
  SCOPED_TRACE(collector);
  const json result = scenario.result_of(collector);
  EXPECT_EQ(result.at("status"), "failed");
  EXPECT_EQ(result.at("state"), cause);
  EXPECT_FALSE(result.at("success").get<bool>());
  ASSERT_TRUE(result.at("error").is_object()) << result.dump(2);
  EXPECT_EQ(result.at("error").at("class"), cause);
  EXPECT_NE(result.at("error").at("message").get<std::string>().find(why), std::string::npos) << result.at("error");
  EXPECT_TRUE(scenario.said("collector_ended", collector, why));
}

TEST(Rogues, CrashesAreToldAndTriedAgainOnlySoOften) {
  if (tests::kSanitized) GTEST_SKIP() << "a sanitizer catches the signal, and exits with a code of its own";
  Scenario scenario(kGood + rogue("constructor", "crash_constructor") + rogue("run", "crash_run") +
                    rogue("exit0", "exits", "code: 0") + rogue("exit3", "exits", "code: 3") + rogue("deaf", "deaf") +
                    rogue("wild", "crash_run", "at: 0"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "constructor", "crash", kEndings.aborted);
  expect_failed(scenario, "run", "crash", kEndings.bad_address);
  expect_failed(scenario, "exit0", "crash", "it exited with code 0 without having said DONE");
  expect_failed(scenario, "exit3", "crash", "exit code 3");
  expect_failed(scenario, "deaf", "crash", "exit code 3");
  expect_failed(scenario, "wild", "crash", kEndings.bad_address);
  for (const char* name : {"constructor", "exit0", "wild"})
    EXPECT_EQ(scenario.result_of(name).at("restarts"), 1) << name;
  EXPECT_EQ(scenario.samples("wild").size(), 0U);
  expect_good(scenario);
}

TEST(Rogues, WhatNoCheckpointClosedIsNotCommittedByACrash) {
  Scenario scenario(rogue("exit0", "exits", "code: 0"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  EXPECT_LE(scenario.samples("exit0").size(), 10U);
  for (const json& sample : scenario.samples("exit0")) EXPECT_NE(sample.at("title"), "Sample 100");
}

TEST(Rogues, ACrashThatComesOnceIsForgotten) {
  Scenario scenario(rogue("once", "crash_run", "at: 0, once: 1") + rogue("never", "crash_run", "at: 1000"));
  // Without a token the first life dies at once; there is none in the second either, so both lives count.
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "once", "crash", "given up after 1 restarts");
  EXPECT_EQ(scenario.result_of("never").at("status"), "exhausted");
}

TEST(Rogues, AUnitThatKeepsCrashingIsGonePast) {
  Scenario scenario(
      "  steady: {plugin: steady, target: all, shards: 2, config: {count: 501}}\n"
      "  bad: {plugin: crash_run, restart: {max: 6, within: 1h}, config: {unit: 3}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const json result = scenario.result_of("bad");
  EXPECT_EQ(result.at("status"), "exhausted");
  EXPECT_EQ(result.at("samples_collected"), 90);
  EXPECT_EQ(result.at("quarantined"), json::array({"unit-3"}));
  EXPECT_EQ(scenario.ledger("bad").at("units"), json::array({"unit-3"}));
  EXPECT_TRUE(scenario.said("quarantined", "bad", "unit-3"));
  const auto samples = scenario.samples("bad");
  ASSERT_EQ(samples.size(), 90U);
  EXPECT_EQ(samples[29].at("title"), "Sample 29");
  EXPECT_EQ(samples[30].at("title"), "Sample 40");
  expect_good(scenario);
}

TEST(Rogues, WhatBreaksTheContractOrTheProtocolIsNotTriedAgain) {
  Scenario scenario(kGood + rogue("garbage", "garbage") + rogue("throws", "throws") +
                    rogue("elsewhere", "wrong_thread") + rogue("longtoken", "bad_token", "kind: 0") +
                    rogue("badtoken", "bad_token", "kind: 1"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "garbage", "protocol", "");
  expect_failed(scenario, "throws", "contract", "thrown across the edge");
  expect_failed(scenario, "elsewhere", "contract", "breaks the contract");
  expect_failed(scenario, "longtoken", "contract", "the token was refused");
  expect_failed(scenario, "badtoken", "contract", "token");
  EXPECT_TRUE(scenario.said("log", "elsewhere", "not the run thread"));
  for (const char* name : {"garbage", "throws", "elsewhere", "longtoken", "badtoken"}) {
    EXPECT_EQ(scenario.result_of(name).at("restarts"), 0) << name;
    for (const json& sample : scenario.samples(name)) {
      EXPECT_NE(sample.at("title"), "Sample 20") << name << ": committed without a checkpoint";
      EXPECT_NE(sample.at("title"), "Sample 1000") << name << ": emitted from a wrong thread";
    }
  }
  expect_good(scenario);
}

TEST(Rogues, AnotherContractOrManifestIsNotLoaded) {
  Scenario scenario(kGood + rogue("major", "wrong_major") + rogue("needs", "needs_newer_minor") +
                    rogue("manifest", "wrong_manifest") + rogue("newer", "newer_minor"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "major", "load", "2");
  expect_failed(scenario, "needs", "load", "99");
  expect_failed(scenario, "manifest", "load", "its manifest is not that of the .json file beside it");
  EXPECT_EQ(scenario.result_of("newer").at("status"), "exhausted");
  EXPECT_EQ(scenario.samples("manifest").size(), 0U);
  expect_good(scenario);
}

TEST(Rogues, SilenceIsAHang) {
  Scenario scenario(kGood +
                    "  silent: {plugin: hang, restart: {max: 0, within: 1h}, limits: {lease: 1s}}\n"
                    "  busy: {plugin: hang, restart: {max: 0, within: 1h}, limits: {lease: 1s}, config: {busy: 1}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "silent", "hang", "it was silent for more than");
  expect_failed(scenario, "busy", "hang", "it was silent for more than");
  expect_good(scenario);
}

TEST(Rogues, AFloodIsEndedAndNothingOfItStays) {
  Scenario scenario(kGood + rogue("flood", "flood"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "flood", "flood", "1024 MiB");
  EXPECT_EQ(fs::file_size(scenario.output() / "flood" / "part-00000-of-00001.jsonl"), 0U);
  expect_good(scenario);
}

TEST(Rogues, MemoryHasALimit) {
  if (tests::kSanitized) GTEST_SKIP() << "memory is not limited where a sanitizer reserves terabytes";
  Scenario scenario(kGood + rogue("memory", "allocates", "", "limits: {memory: 64MiB}"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "memory", "crash", kEndings.bad_address);
  expect_good(scenario);
}

TEST(Rogues, ScratchHasALimit) {
  Scenario scenario(kGood + rogue("scratch", "fills_scratch", "", "limits: {scratch: 1MiB}"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "scratch", "scratch", "its scratch folder holds more than");
  EXPECT_FALSE(fs::exists(scenario.output() / ".streamguard" / "scratch" / "fills_scratch-0"));
  expect_good(scenario);
}

TEST(Rogues, ProcessorTimeHasALimit) {
  Scenario scenario(kGood + rogue("hang", "hang", "busy: 1", "limits: {cpu: 1s}"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 3);
  expect_failed(scenario, "hang", "crash", kEndings.time_used_up);
  expect_good(scenario);
}

TEST(Rogues, EveryAttemptToGetOutIsRefused) {
  if (tests::kSanitized) GTEST_SKIP() << "the sandbox leaves a sanitizer what it needs";
  Scenario scenario(kGood + rogue("attempts", "attempts"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_TRUE(scenario.said("log", "attempts", "fork: refused"));
  for (const json& event : scenario.events) {
    EXPECT_EQ(event.value("text", "").find(": DONE"), std::string::npos) << event;
  }
  EXPECT_EQ(scenario.result_of("attempts").at("samples_collected"), 10);
  EXPECT_FALSE(fs::exists("/tmp/streamguard-rogue"));
  expect_good(scenario);
}

TEST(Rogues, SecretsAndOtherUpstreamsAreOutOfReach) {
  Scenario scenario(rogue("snoop", "snoop"),
                    "secrets:\n  vault_key: {env: SCENARIO_SECRET}\n"
                    "upstreams:\n  vault: {url: 'https://127.0.0.1:9', auth: {secret: vault_key}}\n");
  Host::Options options;
  options.environment = {{"SCENARIO_SECRET", "hidden-from-plugins"}};
  EXPECT_EXIT_CODE(scenario, scenario.run({}, options), 0);
  EXPECT_EQ(scenario.result_of("snoop").at("status"), "exhausted");
  for (const auto& entry : fs::recursive_directory_iterator(scenario.output())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(text_of(entry.path()).find("hidden-from-plugins"), std::string::npos) << entry.path();
  }
}

TEST(Rogues, ThreadsThatNeverEndHoldNobodyUp) {
  Scenario scenario(kGood + rogue("threads", "threads"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_EQ(scenario.result_of("threads").at("samples_collected"), 10);
  expect_good(scenario);
}

TEST(Rogues, WhatTheyPrintBecomesPlainLogLines) {
  Scenario scenario(kGood + rogue("prints", "prints"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  EXPECT_TRUE(scenario.said("log", "prints", "printed: hello from stdout"));
  EXPECT_TRUE(scenario.said("log", "prints", "printed: hello from stderr"));
  EXPECT_TRUE(scenario.said("log", "prints", "logged"));
  EXPECT_TRUE(scenario.said("log", "prints", "yyyyyyyyyy"));
  for (const json& event : scenario.events) {
    for (const char letter : event.value("text", "")) EXPECT_GE(static_cast<unsigned char>(letter), 0x20) << event;
    if (event.value("text", "").find("logged") == std::string::npos) continue;
    EXPECT_EQ(event.at("fields"), json::parse(R"({"a":1})"));
    EXPECT_EQ(event.at("text").get<std::string>().find("\"a\""), std::string::npos) << "fields are for machines";
  }
  EXPECT_EQ(scenario.errors.find('\x1b'), std::string::npos);
  EXPECT_EQ(scenario.errors.find("\"a\""), std::string::npos);
  EXPECT_EQ(text_of(scenario.output() / ".streamguard" / "run.log").find('\x1b'), std::string::npos);
  expect_good(scenario);
}

TEST(Rogues, BadRecordsAreKeptApartWithTheirReasons) {
  Scenario scenario(rogue("bad_records", "bad_records"));
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  const json result = scenario.result_of("bad_records");
  EXPECT_EQ(result.at("samples_collected"), 11);
  EXPECT_EQ(result.at("duplicates"), 1);
  EXPECT_EQ(result.at("rejected").at("total"), 13);
  const json reasons = result.at("rejected").at("by_reason");
  for (const char* reason : {"empty", "not an object", "too long", "control byte", "not UTF-8"}) {
    EXPECT_TRUE(reasons.contains(reason)) << reason << " is not in " << reasons;
  }
  EXPECT_EQ(scenario.samples("bad_records").size(), 11U);
  EXPECT_EQ(scenario.samples("bad_records").back().at("title"), "Sample 92");
  const auto rejected = scenario.rejected("bad_records");
  ASSERT_EQ(rejected.size(), 13U);
  for (const json& one : rejected) EXPECT_EQ(one.at("collector"), "bad_records");
}

}  // namespace
}  // namespace streamguard::scenario
