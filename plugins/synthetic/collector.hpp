/// collector.hpp: the collector `synthetic`: pairs of functions made from templates, of which one half has a weakness
/// and the other one has it fixed. Shard i of n makes the samples whose numbers leave i when divided by n, so the union
/// over the shards is the same set for any n. Run thread only.
#pragma once

#include <streamguard/cpp/plugin.hpp>

#include <optional>
#include <string>
#include <vector>

#include "config.hpp"
#include "generator.hpp"

namespace streamguard::synthetic {

class SyntheticCollector : public Collector {
 public:
  inline static constexpr std::uint64_t kBatch = 50;         ///< records handed over at once
  inline static constexpr std::uint64_t kCheckpoint = 1000;  ///< samples between two checkpoints

  using Collector::Collector;
  void open(const CollectorArgs& args) override;
  void run() override;

 private:
  void commit();
  void flush();

  std::optional<Library> library_;
  std::optional<Generator> generator_;
  std::uint32_t shard_count_ = 1;
  std::uint64_t target_ = 0;
  Position position_;
  bool uncommitted_ = false;
  record::Sample sample_;
  std::string buffer_;
  std::vector<std::size_t> ends_;  ///< of each record in buffer_
  std::vector<std::string_view> bodies_;
};

}  // namespace streamguard::synthetic
