// Ctrl-C, SIGTERM, a second one, a host that is killed: nothing that is committed is lost, and a rerun ends as if
// nothing had been.
#include "scenario.hpp"

namespace streamguard::scenario {
namespace {

using nlohmann::json;

/// A collector that waits after 600 of its 1000 samples, in its first life: the second has fewer left.
const std::string kWaiting =
    "  steady: {plugin: steady, target: all, config: {count: 1000, wait_at: 600, bad_every: 150, unit_every: 30}}\n";

bool waits(const json& event) { return event.value("collector", "") == "steady" && event.value("samples", 0) == 600; }

std::vector<fs::path> partial_files(const fs::path& output) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(output)) {
    if (entry.path().filename().string().rfind("collection_partial_", 0) == 0) out.push_back(entry.path());
  }
  return out;
}

std::map<std::string, std::string> undisturbed() {
  Scenario scenario("  steady: {plugin: steady, target: all, config: {count: 1000, bad_every: 150, unit_every: 30}}\n");
  EXPECT_EXIT_CODE(scenario, scenario.run(), 0);
  return data_of(scenario.output());
}

void stops_and_goes_on(const std::function<void(const ProcessHandle&)>& ask) {
  Scenario scenario(kWaiting);
  {
    Host host(scenario.arguments());
    host.until(waits);
    ask(host.process());
    EXPECT_EQ(host.until("shutdown").at("text"), "graceful");
    EXPECT_EQ(host.until("collector_ended").at("phase"), "interrupted");
    const Ended ended = host.wait();
    EXPECT_FALSE(ended.signalled);
    EXPECT_EQ(ended.code, 130);
    EXPECT_NE(host.errors().find("Partial Collection Summary"), std::string::npos) << host.errors();
  }
  const auto partial = partial_files(scenario.output());
  ASSERT_EQ(partial.size(), 1U);
  const json facts = json::parse(text_of(partial[0]));
  EXPECT_TRUE(facts.at("interrupted").get<bool>());
  EXPECT_EQ(facts.at("collectors").at("steady").at("samples_collected"), 600);
  EXPECT_EQ(scenario.samples("steady").size(), 600U);

  EXPECT_EXIT_CODE(scenario, scenario.run({"--resume"}), 0);
  EXPECT_TRUE(scenario.events.at(1).at("event") == "run_resumed");
  EXPECT_EQ(scenario.result_of("steady").at("samples_this_run"), 400);
  EXPECT_EQ(data_of(scenario.output()), undisturbed());
}

TEST(Stopping, CtrlCIsResumable) { stops_and_goes_on(&ProcessHandle::interrupt); }
TEST(Stopping, TerminationIsResumable) { stops_and_goes_on(&ProcessHandle::terminate); }

/// Its token counts the samples before it. Were a token taken after records were given back, the two would differ.
void expect_contiguous(const Scenario& scenario, const std::string& collector) {
  const auto samples = scenario.samples(collector);
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(samples[i].at("title"), "Sample " + std::to_string(i));
  const json ledger = scenario.ledger(collector);
  EXPECT_EQ(ledger.at("token"), std::to_string(samples.size()));
  EXPECT_EQ(ledger.at("state"), "open");
}

TEST(Stopping, ASecondSignalKillsAtOnceAndIsStillResumable) {
  Scenario scenario(kWaiting + "  stubborn: {plugin: ignores_cancel}\n");
  Host host(scenario.arguments());
  host.until(waits);
  host.process().interrupt();
  host.until("shutdown");
  host.process().interrupt();
  EXPECT_EQ(host.until("shutdown").at("text"), "now");
  EXPECT_EQ(host.until("collector_ended", "stubborn").at("phase"), "interrupted");
  EXPECT_EQ(host.wait().code, 130);
  EXPECT_EQ(scenario.samples("steady").size(), 600U);
  expect_contiguous(scenario, "stubborn");
}

TEST(Stopping, OneThatIgnoresItIsKilledAndCommitsNothingAfterIt) {
  Scenario scenario("  never: {plugin: ignores_cancel}\n  late: {plugin: ignores_cancel, config: {returns: 1}}\n");
  Host host(scenario.arguments());
  bool never = false;
  bool late = false;
  host.until([&](const json& event) {
    if (event.value("samples", 0) == 0) return false;
    never = never || event.value("collector", "") == "never";
    late = late || event.value("collector", "") == "late";
    return never && late;
  });
  host.process().interrupt();
  EXPECT_EQ(host.wait().code, 130);
  for (const char* name : {"never", "late"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(scenario.result_of(name).at("status"), "interrupted");
    expect_contiguous(scenario, name);
  }
}

TEST(Stopping, AKilledHostTakesItsWorkersWithIt) {
  Scenario scenario(kWaiting + "  silent: {plugin: hang}\n  stubborn: {plugin: ignores_cancel}\n");
  std::vector<ProcessHandle> workers;
  Host host(scenario.arguments());
  host.until(waits);
  for (const pid_t worker : host.workers()) workers.emplace_back(worker);
  EXPECT_EQ(workers.size(), 3U);
  host.process().kill();
  const Ended ended = host.wait();
  EXPECT_TRUE(ended.signalled);
  for (const ProcessHandle& worker : workers) EXPECT_TRUE(worker.gone(std::chrono::seconds(60))) << worker.id();
}

TEST(Stopping, AKilledWorkerIsReplaced) {
  Scenario scenario(kWaiting);
  Host host(scenario.arguments());
  host.until(waits);
  ASSERT_EQ(host.workers().size(), 1U);
  ProcessHandle(host.workers()[0]).kill();
  EXPECT_NE(host.until("restarting").at("text").get<std::string>().find(kEndings.killed), std::string::npos);
  EXPECT_EQ(host.wait().code, 0);
  EXPECT_EQ(data_of(scenario.output()), undisturbed());
}

}  // namespace
}  // namespace streamguard::scenario
