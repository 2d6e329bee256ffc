/// faulty_runs.hpp: the real program collecting from the simulator while that misbehaves. A process has one simulator
/// over the small mirror; its faults are set anew for each run. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario.hpp"
#include "simulator.hpp"

namespace streamguard::upstreams {

/// One way to collect, as a manifest has it.
struct Subject {
  std::string name;   ///< of the collector in the manifest
  std::string entry;  ///< what stands behind its name, in braces
  std::size_t least;  ///< samples that it must give without faults, for no test to pass on nothing
};
/// All of them, or those that STREAMGUARD_COLLECTORS lists, with commas between.
const std::vector<Subject>& subjects();

struct Outcome {
  std::string state;  ///< what became of the collector
  std::map<std::string, std::string> data;
};

class FaultyRuns {
 public:
  static FaultyRuns& instance();

  Simulator& simulator() { return simulator_; }
  const std::filesystem::path& mirror() const { return mirror_.path(); }

  struct Run {
    int exit_code = -1;
    std::string said;  ///< for messages of tests
    std::map<std::string, Outcome> outcomes;
    std::map<std::string, std::uint64_t> requests;  ///< by upstream
  };
  /// All subjects in one run of the program, into an empty folder, with an empty cache.
  Run run(const std::vector<Subject>& which, const std::string& faults);
  /// What a run of it gives without faults.
  const Run& calm();

  /// A manifest of these subjects, with a cache of its own and the simulator as every upstream.
  void write_manifest(const scenario::Scenario& scenario, const std::vector<Subject>& which) const;
  /// Tokens that the simulator takes.
  static scenario::Host::Options options();

 private:
  FaultyRuns();
  std::string upstreams() const;
  scenario::Folder mirror_;
  Simulator simulator_;
  std::optional<Run> calm_;
};

/// Reads what a run of `names` left.
FaultyRuns::Run run_of(const scenario::Scenario& scenario, int exit_code, const std::vector<std::string>& names);

}  // namespace streamguard::upstreams
