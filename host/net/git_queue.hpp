/// git_queue.hpp: the GitStore at work. Requests wait in one line; threads, made when they are needed, take the first
/// whose repository nobody of us works on. Within the store's mutex: the line, counts, limits and what this run has
/// learned of repositories; outside of it: all work on disks and servers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "net/git_fetcher.hpp"
#include "net/git_folders.hpp"
#include "net/git_memory.hpp"
#include "net/git_store.hpp"
#include "net/lane.hpp"

namespace streamguard::net {

class GitQueue final : public GitStore {
 public:
  GitQueue(const Plan& plan, Options options);
  ~GitQueue() override;
  GitQueue(const GitQueue&) = delete;
  GitQueue& operator=(const GitQueue&) = delete;
  Status start();

  Id fetch(GitRequest request, Done done) override;
  void cancel(Id id) override;
  Traffic traffic(const std::string& collector) const override;
  std::vector<UpstreamUse> upstreams() const override;
  void pause(bool on) override;
  std::vector<std::filesystem::path> readable(const Collector& collector) override;

 private:
  struct Job {
    Id id = 0;
    GitRequest request;
    Done done;
    GitWants wants;
    GitAddress address;
    std::optional<Error> refused;  ///< before anything is done
    std::string key;               ///< of the repository; empty: none
    GitControl control;
  };
  class Gate;

  void admit(Job& job);
  void work();
  std::shared_ptr<Job> next_job();
  Result<GitAnswer> serve(Job& job);
  Result<GitAnswer> serve_folder(Job& job, const std::filesystem::path& folder, bool own_refs);
  Result<GitAnswer> serve_upstream(Job& job);
  Result<GitAnswer> bring(Job& job, const GitRepository& repository);
  GitLearned recall(const Job& job, const GitRepository& repository);
  void learn(const Job& job, const GitRepository& repository, const std::function<void(GitLearned&)>& change,
             bool for_later);
  Result<std::unique_ptr<os::Lock>> lock(Job& job, const GitRepository& repository);
  Status prepare();
  void count(const Job& job, void (*change)(Traffic&));
  void tell(const Job& job, Event::Kind kind, std::string text, milliseconds until);

  const Plan plan_;
  const Options options_;
  const os::Clock& clock_;
  std::map<std::string, std::unique_ptr<Lane>> lanes_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> line_;
  std::map<Id, std::shared_ptr<Job>> working_;
  std::set<std::string> busy_;               ///< keys of repositories that are worked on
  std::map<std::string, GitLearned> known_;  ///< what this run knows of repositories, by key
  bool paused_ = false;
  std::map<std::string, Traffic> traffic_;      ///< by collector
  std::map<std::string, Traffic> by_upstream_;  ///< what commands asked for, by upstream
  std::map<std::string, std::size_t> waiters_;  ///< by collector: commands that wait for a limit
  std::map<std::string, SteadyTime> waiting_since_;
  std::set<std::uint64_t> granted_;  ///< tickets of commands that may start
  std::uint64_t next_ticket_ = 1;
  Jitter jitter_;
  GitFolders folders_;
  std::optional<Status> prepared_;
  GitProgram program_;
  Id next_id_ = 1;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace streamguard::net
