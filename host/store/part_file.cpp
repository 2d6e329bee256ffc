#include "store/part_file.hpp"

#include <utility>

#include "store/json_text.hpp"
#include "store/layout.hpp"
#include "store/rejected.hpp"

namespace streamguard::store {

struct PartFile::Sorted {
  Appended counts;
  std::vector<std::string_view> pieces;
  std::string rejected;

  /// Neighbours in memory are written as one piece.
  void accept(std::string_view line) {
    ++counts.accepted;
    if (!pieces.empty() && pieces.back().data() + pieces.back().size() == line.data()) {
      pieces.back() = std::string_view(pieces.back().data(), pieces.back().size() + line.size());
    } else {
      pieces.push_back(line);
    }
  }
};

PartFile::PartFile(std::string collector, Journal::Paths paths, std::uint64_t target, Recovered recovered,
                   Health& health)
    : collector_(std::move(collector)),
      paths_(std::move(paths)),
      target_(target),
      health_(health),
      table_(std::move(recovered.table)),
      totals_(std::move(recovered.last)),
      accepted_(totals_.totals.records) {}

Result<std::unique_ptr<PartFile>> PartFile::open(os::Disk& disk, const std::filesystem::path& output,
                                                 const PartName& name, std::uint64_t target,
                                                 const Journal::Options& options, Health& health,
                                                 std::function<void(Part&)> on_commit) {
  Journal::Paths paths{layout::data(output, name), layout::rejected(output, name), layout::ledger(output, name)};
  if (Status made = disk.make_folders(paths.data.parent_path()); !made) return std::move(made).error();
  auto recovered = recover(disk, paths);
  if (!recovered) return std::move(recovered).error();
  const Entry last = recovered->last;
  std::unique_ptr<PartFile> part(new PartFile(name.collector, paths, target, std::move(*recovered), health));
  auto journal = Journal::open(disk, part->paths_, last, options, health,
                               [self = part.get(), call = std::move(on_commit)] { call(*self); });
  if (!journal) return std::move(journal).error();
  part->journal_ = std::move(*journal);
  return part;
}

Status PartFile::usable() const {
  if (!health_.good()) return health_.status();
  if (totals_.totals.end != End::open) return Error{Code::bug, paths_.data.string() + ": the part is finished"};
  return {};
}

Result<Appended> PartFile::append(Batch batch) {
  if (Status good = usable(); !good) return std::move(good).error();
  Sorted sorted;
  sorted.counts.target_met = full();
  if (sorted.counts.target_met) return sorted.counts;
  if (unmarked_bytes_ + batch.bytes().size() > limits::kUncommittedBytes) {
    return Error{Code::bug, collector_ + ": more than " + std::to_string(limits::kUncommittedBytes / limits::MiB) +
                                " MiB of records without a checkpoint: the plugin must call checkpoint() between"};
  }
  unmarked_bytes_ += batch.bytes().size();
  forget_committed_keys();
  std::string_view rest = batch.bytes();
  for (const std::uint32_t length : batch.lengths()) {
    if (length == 0 || length > rest.size() || rest[length - 1] != '\n') {
      return Error{Code::bug, collector_ + ": a batch whose lengths are not those of its lines"};
    }
    take(rest.substr(0, length), sorted);
    rest.remove_prefix(length);
    if (full()) break;
  }
  sorted.counts.target_met = full();
  accepted_.store(totals_.totals.records, std::memory_order_relaxed);
  if (sorted.pieces.empty() && sorted.rejected.empty()) return sorted.counts;
  if (sorted.pieces.empty()) batch = Batch();
  Status queued = journal_->write(std::move(batch), std::move(sorted.pieces), std::move(sorted.rejected));
  if (!queued) return std::move(queued).error();
  return sorted.counts;
}

void PartFile::take(std::string_view line, Sorted& sorted) {
  SampleKey key;
  const std::string_view record = line.substr(0, line.size() - 1);
  if (const std::string_view reason = validator_.check(record, key); !reason.empty()) {
    reject(record, reason, sorted);
    return;
  }
  Committed& totals = totals_.totals;
  if (!table_.insert(key)) {
    ++totals.duplicates;
    ++sorted.counts.duplicates;
    return;
  }
  new_keys_.push_back(key);
  ++totals.records;
  totals.bytes += line.size();
  sorted.accept(line);
}

void PartFile::reject(std::string_view record, std::string_view reason, Sorted& sorted) {
  Committed& totals = totals_.totals;
  ++totals.rejected;
  ++totals.rejected_by_reason[std::string(reason)];
  ++sorted.counts.rejected;
  const std::size_t before = sorted.rejected.size();
  append_rejected(sorted.rejected, reason, collector_, record, totals.records);
  const std::size_t added = sorted.rejected.size() - before;
  if (totals_.rejected_end + added > limits::kRejectedBytes) {
    sorted.rejected.resize(before);
  } else {
    totals_.rejected_end += added;
  }
}

void PartFile::forget_committed_keys() {
  const std::uint64_t committed = journal_->committed_keys();
  for (; keys_forgotten_ < committed; ++keys_forgotten_) new_keys_.pop_front();
}

Status PartFile::mark() {
  unmarked_bytes_ = 0;
  return journal_->mark(totals_, keys_forgotten_ + new_keys_.size());
}

Status PartFile::checkpoint(std::string_view token) {
  if (Status good = usable(); !good) return good;
  if (token.size() > limits::kTokenBytes || !valid_utf8(token)) {
    return Error{Code::bug, collector_ + ": a checkpoint's token must be UTF-8 of at most " +
                                std::to_string(limits::kTokenBytes) + " bytes"};
  }
  totals_.totals.token = token;
  return mark();
}

Status PartFile::finish(End end) {
  if (Status good = usable(); !good) return good;
  totals_.totals.end = end;
  if (Status marked = mark(); !marked) return marked;
  return journal_->settle();
}

Status PartFile::rollback() {
  if (Status cut = journal_->cut_back(); !cut) return cut;
  const std::uint64_t epoch = totals_.totals.epoch;  // a start that committed nothing was a start
  totals_ = journal_->committed();
  totals_.totals.epoch = epoch;
  forget_committed_keys();
  for (const SampleKey& key : new_keys_) table_.erase(key);
  new_keys_.clear();
  keys_forgotten_ = journal_->committed_keys();
  unmarked_bytes_ = 0;
  accepted_.store(totals_.totals.records, std::memory_order_relaxed);
  return {};
}

Status PartFile::quarantine(const std::string& unit) {
  if (Status good = usable(); !good) return good;
  const Entry durable = journal_->committed();
  if (unmarked_bytes_ != 0 || durable.totals.bytes != totals_.totals.bytes) {
    return Error{Code::bug, collector_ + ": a unit is quarantined only after rollback()"};
  }
  if (unit.empty() || unit.size() > limits::kUnitBytes || !valid_utf8(unit)) {
    return Error{Code::bug,
                 collector_ + ": a unit must be UTF-8 of 1 to " + std::to_string(limits::kUnitBytes) + " bytes"};
  }
  totals_.totals.quarantined.push_back(unit);
  if (Status marked = mark(); !marked) return marked;
  return journal_->settle();
}

}  // namespace streamguard::store
