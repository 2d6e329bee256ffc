/// part_file.hpp: a Part on a disk: the side of it that the link's thread sees. It judges records, keeps the duplicate
/// table and the running totals, and hands everything else to its Journal.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "store/health.hpp"
#include "store/journal.hpp"
#include "store/recovery.hpp"
#include "store/sample_table.hpp"
#include "store/store.hpp"

namespace streamguard::store {

class PartFile final : public Part {
 public:
  static Result<std::unique_ptr<PartFile>> open(os::Disk& disk, const std::filesystem::path& output,
                                                const PartName& name, std::uint64_t target,
                                                const Journal::Options& options, Health& health,
                                                std::function<void(Part&)> on_commit);

  const std::filesystem::path& path() const noexcept override { return paths_.data; }
  Result<Appended> append(Batch batch) override;
  Status checkpoint(std::string_view token) override;
  Status finish(End end) override;
  Status rollback() override;
  Status quarantine(const std::string& unit) override;
  void begin_epoch() override { ++totals_.totals.epoch; }
  Committed committed() const override { return journal_->committed().totals; }
  std::uint64_t accepted() const override { return accepted_.load(std::memory_order_relaxed); }

 private:
  struct Sorted;  ///< a batch on its way through append()

  PartFile(std::string collector, Journal::Paths paths, std::uint64_t target, Recovered recovered, Health& health);
  Status usable() const;
  Status mark();
  bool full() const noexcept { return target_ != 0 && totals_.totals.records >= target_; }
  void take(std::string_view line, Sorted& sorted);
  void reject(std::string_view record, std::string_view reason, Sorted& sorted);
  void forget_committed_keys();

  const std::string collector_;
  const Journal::Paths paths_;
  const std::uint64_t target_;
  Health& health_;

  Validator validator_;
  SampleTable table_;
  std::deque<SampleKey> new_keys_;    ///< not known to be committed, oldest first
  std::uint64_t keys_forgotten_ = 0;  ///< of all that were ever in new_keys_
  Entry totals_;                      ///< of everything that was appended
  std::uint64_t unmarked_bytes_ = 0;  ///< since the last checkpoint, whatever became of them
  std::atomic<std::uint64_t> accepted_{0};
  std::unique_ptr<Journal> journal_;
};

}  // namespace streamguard::store
