/// git_gate.hpp: how the commands of one request pass the limits of their upstream. The lanes, their mutex and the
/// counts are the queue's.
#pragma once

#include "net/git_queue.hpp"

namespace streamguard::net {

class GitQueue::Gate final : public GitGate {
 public:
  Gate(GitQueue& queue, Job& job) : queue_(queue), job_(job), lane_(*queue.lanes_.at(job.address.upstream->name)) {}

  Status begin(std::uint32_t requests) override;
  void end(std::uint64_t bytes) override;
  Decision judge(const Answer& answer, int attempt, milliseconds waited) override;
  void retrying(const std::string& why, milliseconds wait) override;

 private:
  template <class Change>
  void count(Change change);
  bool wait_for_start(std::unique_lock<std::mutex>& lock);

  GitQueue& queue_;
  Job& job_;
  Lane& lane_;
};

}  // namespace streamguard::net
