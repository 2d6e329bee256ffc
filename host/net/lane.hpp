/// lane.hpp: one upstream as the broker runs it: its budget, its credentials, and who waits. Within a collector
/// requests start in the order in which they were made; between collectors they take turns, so that one that asks for
/// thousands does not keep another from its first. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "net/budget.hpp"
#include "net/courier.hpp"
#include "net/http_text.hpp"
#include "net/start_log.hpp"
#include "net/traffic.hpp"

namespace streamguard::net {

class Lane {
 public:
  /// Code::config for what cannot be used. `secret` is nullptr where there is none; it must outlive the lane.
  static Result<std::unique_ptr<Lane>> make(const Upstream& upstream, const Secret* secret,
                                            const std::filesystem::path& cache, const os::Clock& clock);

  const Upstream& upstream() const noexcept { return upstream_; }
  bool is_file() const noexcept { return !origin_; }
  const std::filesystem::path& root() const noexcept { return root_; }
  bool has_secret() const noexcept { return secret_ != nullptr; }
  /// For a request to this upstream's own host, and nobody else's.
  Credentials credentials() const;
  /// Whether a url is of this upstream's host: the same origin, or its https form.
  bool owns(const Origin& origin) const;

  Budget& budget() noexcept { return budget_; }
  const Budget& budget() const noexcept { return budget_; }

  void wait(const std::string& collector, std::uint64_t id);
  void wait_first(const std::string& collector, std::uint64_t id);
  void leave(const std::string& collector, std::uint64_t id);
  const std::map<std::string, std::deque<std::uint64_t>>& waiting() const noexcept { return waiting_; }

  /// What its budget and its line are like at `now`; what was asked so far is counted by those who ask.
  UpstreamUse use(SteadyTime now, os::WallTime wall, const Traffic& traffic) const;

  struct Next {
    std::optional<std::uint64_t> id;     ///< may start now, and counts as started
    SteadyTime due = SteadyTime::max();  ///< else: when to ask again; max: when something has ended
    bool by_limit = false;               ///< what keeps it is the limit
    Status log;                          ///< the start log failed: the limit holds within this host only
  };
  Next next(SteadyTime now);

 private:
  Lane(const Upstream& upstream, const Secret* secret, std::optional<Origin> origin);
  std::uint64_t take_turn();

  Upstream upstream_;
  const Secret* secret_;
  std::optional<Origin> origin_;
  std::filesystem::path root_;
  Budget budget_;
  std::unique_ptr<StartLog> log_;                             ///< only for a limited upstream
  std::map<std::string, std::deque<std::uint64_t>> waiting_;  ///< by collector; none is empty
  std::deque<std::string> turns_;                             ///< the keys of waiting_
};

}  // namespace streamguard::net
