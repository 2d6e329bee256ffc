/// git_fetcher.hpp: brings what one repository lacks from its server, under the repository's lock: the fewest commands,
/// each asked again by cause, and found out which of the wanted objects the server does not have. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/git_program.hpp"
#include "net/git_repository.hpp"
#include "net/git_words.hpp"
#include "net/retry.hpp"

namespace streamguard::net {

/// One command's way through the upstream's limits. The store's, or a test's.
class GitGate {
 public:
  virtual ~GitGate() = default;
  /// Waits until so many requests may be sent; Code::cancelled.
  virtual Status begin(std::uint32_t requests) = 0;
  virtual void end(std::uint64_t bytes) = 0;
  /// What a failure means for this attempt (from 1); where it says so, the whole upstream pauses.
  virtual Decision judge(const Answer& answer, int attempt, milliseconds waited) = 0;
  virtual void retrying(const std::string& why, milliseconds wait) = 0;
};

class GitFetcher {
 public:
  /// `url` of the repository; `alternative` is asked where there is none (empty: nothing is).
  GitFetcher(const GitRepository& repository, const GitProgram& program, const Upstream& upstream, const Secret* secret,
             std::string url, std::string alternative, GitGate& gate, GitControl& control);

  /// Objects by id and refs. What the server does not have is simply not there afterwards.
  Status bring(const GitWants& wants, const GitRepository::State& state);
  /// All branches, with all their commits.
  Status bring_history();
  /// After Code::unavailable: whether it may be a limit all the same, so that another run should ask again.
  bool may_pass() const noexcept { return may_pass_; }

 private:
  /// Nothing when it is done; the object that the server refused (maybe empty) when it is not.
  using Outcome = std::optional<std::string>;
  Status bring_some(std::vector<std::string> names, GitWhat what);
  Result<Outcome> command(const std::vector<std::string>& options, const std::string& input, std::uint32_t requests);
  Result<GitRan> attempt(const std::vector<std::string>& options, const std::string& input, std::uint32_t requests);
  std::optional<Error> give_up(const GitFailure& failure);
  Status follow(const GitFailure& failure);
  void remember(const std::string& url);

  const GitRepository& repository_;
  const GitProgram& program_;
  const Upstream& upstream_;
  const Secret* secret_;
  std::string url_, alternative_;
  bool moved_ = false, may_pass_ = false;
  GitGate& gate_;
  GitControl& control_;
};

}  // namespace streamguard::net
