/// collector.hpp: the `repo` collector. The repositories of its shard take turns; in a turn one deals with a batch of
/// its candidates (commits whose messages claim a fix, newest first), so that a target is filled from all of them and
/// not from the first alone. A batch: trees, then the contents that its diffs need in one request, the verdict, then
/// the pairs by fix::Emitter, then a checkpoint. What survives a restart is told in position.hpp.
///
/// Shards: with more repositories than shards each has every n-th repository; else all shards read all repositories,
/// and each deals with its part of the range of commit ids.
///
/// Units: a repository's url while its history is brought and read; "<url>@<commit>" for each candidate that is judged
/// or cut into pairs. A repository that cannot be had is logged, counted and passed; when there is none left, the run
/// fails.
#pragma once

#include <cstdint>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fix/emitter.hpp"
#include "repo/candidates.hpp"
#include "repo/message.hpp"
#include "repo/position.hpp"
#include "repo/settings.hpp"

namespace streamguard::repo {

class RepoCollector : public Collector {
 public:
  explicit RepoCollector(Host host) : Collector(host), emitter_(host) {}
  void open(const CollectorArgs& args) override;
  void run() override;

 private:
  /// A repository of the shard.
  struct Work {
    Source source;
    std::string folder;  ///< empty: not brought in this process yet
    std::vector<Candidate> candidates;
    std::uint64_t commits = 0, fixes = 0, samples = 0;
  };

  void choose_repositories(const CollectorArgs& args);
  void take_turn(std::size_t index);
  bool begin(std::size_t index);
  bool bring(std::size_t index);
  void walk(std::size_t index);
  std::vector<ObjectId> starting_tips(std::size_t index, const History& history, bool& pinned);
  void deal_with(std::size_t index, std::span<const Candidate> batch);
  void emit_fix(Work& work, const Case& fix);
  void pass_over(std::size_t index, const std::string& why);
  void name_unit(const Work& work, const ObjectId& commit);
  bool skipped(const Work& work, const ObjectId& commit) const;
  void report(const Work& work) const;
  void tell_progress() const;

  Settings settings_;
  Window window_;
  std::unordered_set<std::string> skips_;
  std::vector<Work> works_;
  Position position_;
  std::uint64_t batch_ = 0;  ///< candidates of a turn
  bool resumed_ = false;
  MessageReader reader_;
  fix::Emitter emitter_;
  std::string last_problem_, unit_;
};

}  // namespace streamguard::repo
