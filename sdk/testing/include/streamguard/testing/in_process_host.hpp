/// streamguard/testing/in_process_host.hpp: runs one plugin inside a unit test, without a worker, a sandbox or a
/// network.
///
///     #include <streamguard/testing/in_process_host.hpp>
///     streamguard::testing::CollectOptions options;
///     options.upstreams["feed"] = "testdata/feed";          // a folder stands in for the upstream
///     const auto got = streamguard::testing::collect(sg_plugin_entry, options);
///     EXPECT_EQ(got.rc, SG_OK) << got.error;
///
/// The host keeps the contract of plugin.h as the real one does: targets are counted and cut here, records commit with
/// the checkpoint that follows them, what is uncommitted is dropped on an error or a cancel and commits on SG_OK. It
/// also watches the plugin: a breach of the contract is listed in `violations` and turns the result into SG_E_BUG. What
/// it cannot show: limits of memory and time, the sandbox, budgets, retries and the cache of the real host.
///
/// Threads: collect() and render() run the plugin on the calling thread and return when its object is destroyed. Calls
/// from several threads at once are fine; each has its own host. The plugin may use the [any-thread] calls from threads
/// of its own. C++17 and later.
#ifndef STREAMGUARD_TESTING_IN_PROCESS_HOST_HPP
#define STREAMGUARD_TESTING_IN_PROCESS_HOST_HPP

#include <streamguard/extensions.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace streamguard::testing {

struct CollectOptions {
  std::string name = "test";
  std::string config_json = "{}";
  std::string token;             ///< the last durable token; empty on a first start
  std::string skip_json = "[]";  ///< units to go past
  std::uint64_t target = 0;      ///< 0 = no limit
  std::uint64_t seed = 42;
  std::uint64_t committed = 0;  ///< samples that earlier runs committed: they count towards the target
  std::uint32_t shard_index = 0;
  std::uint32_t shard_count = 1;

  /// Cancels the run once so many records were accepted; 0 = never. The call that reaches the number still succeeds.
  std::uint64_t cancel_after_records = 0;
  /// Cancels the run once so many checkpoints were committed; 0 = never. The last of them still succeeds.
  std::uint64_t stop_after_checkpoints = 0;

  /// Granted upstreams, each a folder that stands in for its url. A request for "/a/b.json?x=1" reads the file
  /// "a/b.json?x=1" where there is one, else "a/b.json". What does not exist answers 404.
  std::map<std::string, std::filesystem::path> upstreams;
  /// Requests that fail: "<upstream><path>", or a repository's url, to the result that fetch() returns.
  std::map<std::string, sg_rc> failures;
  /// sg.git/1: the url of a repository, as the plugin names it (with or without ".git"), to a local bare repository
  /// that is given out as it stands. Another url is SG_E_CONFIG; a folder that does not exist is SG_E_UNAVAILABLE.
  /// Missing objects and refs are found out by the `git` program, which must be installed where this is used.
  std::map<std::string, std::filesystem::path> repositories;
  /// sg.records/1: what earlier runs committed, in order.
  std::vector<std::string> committed_records;
  /// The most bytes that one call of the sink's body() gets. Small values test parsers that read in pieces.
  std::size_t chunk_bytes = 64 * 1024;
};

struct Commit {
  std::string token;
  std::vector<std::string> records;
};

struct LogLine {
  std::int32_t level = SG_LOG_INFO;
  std::string message;
  std::string fields_json;
};

struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string noun;
};

struct GitRequest {
  std::uint32_t what = 0;  ///< SG_GIT_*
  std::string repository;
  std::vector<std::string> objects;
};

struct Planned {
  std::string upstream;
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
  std::string basis;
};

struct Collected {
  sg_rc rc = SG_OK;                   ///< what open() or run() returned; SG_E_BUG after any violation
  std::string error;                  ///< why rc is not SG_OK
  std::uint64_t retry_after_ms = 0;   ///< with SG_E_RATE_LIMITED
  bool target_met = false;            ///< the plugin was told SG_STOP
  std::string token;                  ///< the last durable token
  std::vector<Commit> commits;        ///< in order; the last may be what run() left uncommitted when it returned SG_OK
  std::vector<std::string> records;   ///< all committed ones, in order
  std::vector<std::string> dropped;   ///< accepted, but never committed
  std::vector<std::string> units;     ///< as named, in order
  std::vector<std::string> requests;  ///< "GET upstream/path", in order
  std::vector<GitRequest> git_requests;  ///< in order
  std::vector<Planned> plans;            ///< of sg.plan/1, in order
  std::vector<LogLine> logs;
  std::vector<Progress> progress;
  std::uint64_t heartbeats = 0;
  std::vector<std::string> violations;  ///< breaches of the contract, in words
};

/// Makes a collector of `entry`, opens it, runs it and destroys it.
Collected collect(const sg_entry& entry, const CollectOptions& options = {});

/// The test that a collector needs most: runs it to its end, then once for each of its checkpoints, where it is stopped
/// and started again from the token, as after a kill. Both parts together must hold the same records in the same order.
/// What went wrong in words, one entry a checkpoint; empty: nothing. A run that fails, or makes no checkpoint, is an
/// entry as well.
std::vector<std::string> resume_faults(const sg_entry& entry, const CollectOptions& options = {});

struct RenderOptions {
  std::string config_json = "{}";
  std::string facts_json = "{}";                            ///< see reports/FACTS.md
  std::map<std::string, std::vector<std::string>> records;  ///< committed records by collector
  std::uint32_t batch = 256;                                ///< records that one call of sg_records_fn gets
};

struct Rendered {
  sg_rc rc = SG_OK;
  std::string error;
  std::map<std::string, std::string> files;  ///< name to content; empty unless rc is SG_OK
  std::vector<LogLine> logs;
  std::vector<std::string> violations;
};

/// Makes a reporter of `entry`, opens it, renders and destroys it. The first output file is the manifest's output_file.
Rendered render(const sg_entry& entry, const RenderOptions& options);

}  // namespace streamguard::testing

#endif
