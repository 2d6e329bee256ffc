/// shard.hpp: one shard of one collector, as the supervisor keeps it. Only the supervisor's thread touches it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/lifecycle.hpp"
#include "core/plan.hpp"
#include "os/clock.hpp"
#include "store/store.hpp"
#include "supervisor/collecting.hpp"
#include "supervisor/ending.hpp"
#include "supervisor/link.hpp"

namespace streamguard::supervisor {

struct Shard {
  std::size_t collector = 0;  ///< index in Plan::collectors
  std::uint32_t index = 0;
  std::uint64_t target = 0;
  store::PartName name;
  store::Part* part = nullptr;
  lifecycle::State state = lifecycle::State::pending;
  lifecycle::Restarts restarts;
  std::unique_ptr<Link> link;
  std::shared_ptr<ToldProgress> progress = std::make_shared<ToldProgress>();
  os::SteadyTime due = os::SteadyTime::max();  ///< of the deadline, or of the end of backing off
  Ending last;                                 ///< how the last worker ended
  std::uint32_t restarted = 0;
  std::uint64_t memory = 0;          ///< of its worker, when it was last looked at
  std::uint64_t records_before = 0;  ///< committed by earlier runs
  lifecycle::UnitFailures failures;

  Shard(std::size_t of_collector, std::uint32_t at, const Collector& plan, std::uint64_t seed)
      : collector(of_collector),
        index(at),
        target(shard_target(plan.target, at, plan.shards)),
        name{plan.name, plan.folder, at, plan.shards},
        restarts(plan.restart.max, plan.restart.within, seed + of_collector * 1000 + at) {}
};

}  // namespace streamguard::supervisor
