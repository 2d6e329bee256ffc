// The collectors against the simulator in runs that are not only disturbed: recorded and replayed, killed while a git
// command is under way, and begun anew soon after.

#include <filesystem>
#include <numeric>

#include "faulty_runs.hpp"

namespace streamguard::upstreams {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using scenario::Host;
using scenario::ProcessHandle;
using scenario::Scenario;

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const Subject& one : subjects()) out.push_back(one.name);
  return out;
}

/// A run of all subjects that ends well; what it left must be what a run without faults leaves.
FaultyRuns::Run whole_run(Scenario& scenario, const std::vector<std::string>& arguments) {
  const scenario::Ended ended = scenario.run(arguments, FaultyRuns::options());
  EXPECT_FALSE(ended.signalled);
  EXPECT_EQ(ended.code, 0) << scenario.errors;
  FaultyRuns::Run out = run_of(scenario, ended.code, names());
  for (const auto& [name, outcome] : FaultyRuns::instance().calm().outcomes) {
    EXPECT_EQ(out.outcomes[name].data, outcome.data) << name << " gave other bytes";
  }
  return out;
}

std::uint64_t requests_so_far(FaultyRuns& runs) {
  std::uint64_t out = 0;
  for (const char* upstream : {"nvd", "nvd_feeds", "github", "osv", "exploitdb", "git"}) {
    out += runs.simulator().stats().of(upstream).requests;
  }
  return out;
}

TEST(OtherRuns, ARecordingIsReplayedWithoutASingleRequest) {
  FaultyRuns& runs = FaultyRuns::instance();
  ASSERT_EQ(runs.calm().exit_code, 0);
  const scenario::Folder kept;
  const std::string recording = (kept.path() / "recording").string();
  {
    Scenario scenario("");
    runs.write_manifest(scenario, subjects());
    whole_run(scenario, {"--record", recording});
  }
  runs.simulator().stats().reset();
  Scenario scenario("");
  runs.write_manifest(scenario, subjects());
  whole_run(scenario, {"--replay", recording});
  EXPECT_EQ(requests_so_far(runs), 0U);
  EXPECT_FALSE(fs::exists(scenario.folder() / "cache" / "git" / "git")) << "the recording's repositories are used";
}

TEST(OtherRuns, BegunAnewSoonAfterNothingIsAskedForAgain) {
  FaultyRuns& runs = FaultyRuns::instance();
  ASSERT_EQ(runs.calm().exit_code, 0);
  Scenario scenario("");
  runs.write_manifest(scenario, subjects());
  whole_run(scenario, {});
  runs.simulator().stats().reset();
  whole_run(scenario, {"--fresh"});
  EXPECT_EQ(requests_so_far(runs), 0U);
}

TEST(OtherRuns, KilledDuringAGitCommandTheNextRunGivesTheSame) {
  FaultyRuns& runs = FaultyRuns::instance();
  ASSERT_EQ(runs.calm().exit_code, 0);
  Scenario scenario("");
  runs.write_manifest(scenario, subjects());
  for (const char* place : {"*/info/refs", "*/git-upload-pack"}) {
    // A byte a second: the command is under way whenever we look.
    runs.simulator().faults().set(
        parse_faults(std::string("kind=drip bytes=1 pause=1000 times=always upstream=git on=") + place));
    runs.simulator().stats().reset();
    std::vector<std::unique_ptr<ProcessHandle>> children;
    {
      Host host(scenario.arguments({"--fresh"}), FaultyRuns::options());
      host.until([&](const json&) { return runs.simulator().stats().of("git").faults > 0; });
      for (const pid_t child : host.workers()) children.push_back(std::make_unique<ProcessHandle>(child));
      host.process().kill();
      EXPECT_TRUE(host.wait().signalled);
    }
    EXPECT_FALSE(children.empty());
    for (const auto& child : children) EXPECT_TRUE(child->gone(scenario::kPatience)) << "it outlived its host";
  }
  runs.simulator().faults().set({});
  whole_run(scenario, {});
}

}  // namespace
}  // namespace streamguard::upstreams
