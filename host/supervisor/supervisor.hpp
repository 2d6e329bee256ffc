/// supervisor.hpp: runs a Plan: starts a worker for each shard of each collector, follows lifecycle.hpp's table until
/// all have ended, and tells a View what happens. One collector's end never ends another; only a failed store or the
/// user ends all.
///
/// run() is called once and returns when all is over; stop() may be called from any thread, also from a signal thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "ipc/message.hpp"
#include "net/broker.hpp"
#include "os/clock.hpp"
#include "store/store.hpp"
#include "supervisor/timeline.hpp"

namespace streamguard::supervisor {

struct PartResult {
  std::filesystem::path path;
  store::Committed committed;
};

struct CollectorResult {
  const Collector* plan = nullptr;
  Phase phase = Phase::pending;
  std::string cause;  ///< a word of ending.hpp; empty while pending
  std::string why;    ///< for people; empty when all went well
  Tally tally;
  double seconds = 0;  ///< from its first start to its last end
  std::string sandbox;
  net::Traffic traffic;
  std::vector<PartResult> parts;
  std::vector<Expected> expected;  ///< when this run began, by upstream, of all shards
  std::vector<TimelinePoint> progress;
};

struct RunResult {
  std::vector<CollectorResult> collectors;
  std::vector<UpstreamUse> upstreams;  ///< by name
  os::WallTime started, ended;
  double seconds = 0;
  bool interrupted = false;
  Status health;  ///< of the store
};

class Supervisor {
 public:
  struct Setup {
    const Plan* plan = nullptr;
    std::filesystem::path worker;
    store::Store* store = nullptr;
    net::Broker* broker = nullptr;
    View* view = nullptr;
    const os::Clock* clock = nullptr;
  };
  explicit Supervisor(const Setup& setup);
  ~Supervisor();

  Result<RunResult> run();
  /// The first call ends the run gracefully, the second at once. Still resumable in both cases.
  void stop(int times);
  /// While paused no worker is granted anything and none is started; what is on its way is finished. Leases do not run
  /// out for it. A stop ends a pause. Any thread.
  void pause(bool on);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A report that was written, or why it was not.
struct ReportResult {
  std::string format;
  std::vector<std::filesystem::path> files;
  Status outcome;
};

/// Where one report's records come from and its files go.
struct ReportPlace {
  std::filesystem::path data;       ///< the output folder whose parts are read; never written
  std::filesystem::path folder;     ///< of the files
  std::filesystem::path temporary;  ///< a path that names of unfinished files are put behind; on the disk of `folder`
  std::filesystem::path scratch;    ///< the worker's; made and removed
  std::string first_file;           ///< the plain name of the file that output goes to at first
  Sandbox sandbox = Sandbox::strict;
  bool first_is_fixed = false;  ///< the first file is called `first_file` whatever the reporter names it
};

/// Of a report that a run writes into its own output folder.
ReportPlace place_of(const Reporter& reporter, const Plan& plan);

/// Runs one reporter in a worker over what is committed. Blocks until it is done; `cancelled` is asked now and then.
ReportResult write_report(const Reporter& reporter, const ReportPlace& place, const std::vector<store::PartName>& parts,
                          const std::string& facts_json, const std::filesystem::path& worker, View& view,
                          const std::function<bool()>& cancelled);

/// What one collector of a plan expects to ask of its upstreams, were it run from its start, or why it cannot say.
struct Expectation {
  std::vector<Expected> expected;  ///< by upstream, of all shards
  Status outcome;
};

/// Opens the collector in a worker for each of its shards, in turn, without running it: nothing is fetched or written
/// but below `scratch`. Blocks until all have said what they expect.
Expectation expectation_of(const Collector& collector, const Plan& plan, const std::filesystem::path& worker,
                           const std::filesystem::path& scratch, View& view);

/// How the worker of one plugin of a plan starts.
struct Opening {
  std::string cause;    ///< a word of ending.hpp; empty where it became ready
  std::string why;      ///< for people
  std::string sandbox;  ///< what was in force when it became ready
  double seconds = 0;   ///< until it was ready, or ended

  bool ready() const { return cause.empty(); }
};

/// Starts a worker as a run would (the same sandbox and limits), lets it load and open the plugin, and ends it there.
/// Nothing is fetched, read or written but below `scratch`. Blocks, at most for limits::kStartDeadline and the
/// worker's end.
Opening opening_of(const Collector& collector, const Plan& plan, const std::filesystem::path& worker,
                   const std::filesystem::path& scratch, View& view);
Opening opening_of(const Reporter& reporter, const Plan& plan, const std::string& facts_json,
                   const std::filesystem::path& worker, const std::filesystem::path& scratch, View& view);

/// Adds one to a list by upstream: numbers add up, the first basis stays.
void add(std::vector<Expected>& list, Expected one);
/// What a plugin told; of a file:// upstream no requests and no bytes, for nothing is sent to one.
Expected expected_of(const Plan& plan, ipc::Planned told);

/// The parts of a plan, in its order.
std::vector<store::PartName> parts_of(const Plan& plan);

}  // namespace streamguard::supervisor
