#include "store/recovery.hpp"

#include <algorithm>
#include <optional>

#include "core/crc32c.hpp"
#include "store/line_blocks.hpp"
#include "store/validator.hpp"

namespace streamguard::store {
namespace {

/// Bytes between two ledger lines.
struct Interval {
  std::uint64_t begin = 0, end = 0;
  std::uint32_t crc = 0;
};

std::vector<Interval> intervals_of(const std::vector<LineMark>& lines, bool of_data) {
  std::vector<Interval> intervals;
  std::uint64_t begin = 0;
  for (const LineMark& line : lines) {
    const std::uint64_t end = of_data ? line.data_end : line.rejected_end;
    intervals.push_back({begin, end, of_data ? line.crc : line.rejected_crc});
    begin = end;
  }
  return intervals;
}

/// Puts the keys of a block's records behind the others; false where a record has none.
bool read_keys(Validator& validator, std::string_view block, std::vector<SampleKey>& keys) {
  while (!block.empty()) {
    const std::size_t stop = block.find('\n');
    SampleKey key;
    if (!validator.find_key(block.substr(0, stop), key)) return false;
    keys.push_back(key);
    block.remove_prefix(stop + 1);
  }
  return true;
}

/// True when the interval's bytes are there and are those that were committed. An Error where they cannot be read.
Result<bool> sound(const os::File* file, const Interval& interval, Validator* validator, std::vector<SampleKey>& keys) {
  if (interval.begin == interval.end) return interval.crc == 0;
  if (file == nullptr) return false;
  LineBlocks blocks(*file, interval.begin, interval.end);
  std::uint32_t crc = 0;
  bool readable = true;
  for (;;) {
    auto block = blocks.next();
    if (!block && block.error().code == Code::data) return false;
    if (!block) return std::move(block).error();
    if (block->empty()) break;
    crc = crc32c::extend(crc, *block);
    if (validator != nullptr && readable) readable = read_keys(*validator, *block, keys);
  }
  return crc == interval.crc && readable;
}

/// How many intervals from the first on are sound. Code::data where a later one is again.
Result<std::size_t> sound_prefix(const os::File* file, const std::vector<Interval>& intervals, const std::string& path,
                                 SampleTable* table) {
  Validator validator;
  std::vector<SampleKey> keys;
  std::size_t count = 0;
  while (count < intervals.size()) {
    keys.clear();
    auto good = sound(file, intervals[count], table != nullptr ? &validator : nullptr, keys);
    if (!good) return std::move(good).error();
    if (!*good) break;
    for (const SampleKey& key : keys) table->insert(key);
    ++count;
  }
  for (std::size_t later = count + 1; later < intervals.size(); ++later) {
    if (intervals[later].begin == intervals[later].end) continue;
    auto good = sound(file, intervals[later], nullptr, keys);
    if (!good) return std::move(good).error();
    if (*good) {
      return Error{Code::data, path + ": committed bytes " + std::to_string(intervals[count].begin) + " to " +
                                   std::to_string(intervals[count].end) +
                                   " were changed, and those after them are sound: bring the file back from a copy, or "
                                   "begin again with --fresh"};
    }
  }
  return count;
}

class Recovery {
 public:
  Recovery(os::Disk& disk, const Journal::Paths& paths) : disk_(disk), paths_(paths) {}

  Result<Recovered> run() {
    if (Status opened = open(); !opened) return std::move(opened).error();
    auto scan = scan_ledger(*ledger_, paths_.ledger.string());
    if (!scan) return std::move(scan).error();
    Recovered found;
    auto kept = choose(*scan, found);
    if (!kept) return std::move(kept).error();
    const std::uint64_t ledger_end = *kept == 0 ? 0 : scan->lines[*kept - 1].end;
    if (*kept == scan->lines.size()) {
      found.last = std::move(scan->last);
    } else if (*kept != 0) {
      auto entry = read_entry(*ledger_, scan->lines[*kept - 1], paths_.ledger.string());
      if (!entry) return std::move(entry).error();
      found.last = std::move(*entry);
    }
    if (Status cut = cut_to(found.last, ledger_end); !cut) return std::move(cut).error();
    return found;
  }

 private:
  Status open() {
    auto ledger = disk_.open(paths_.ledger);
    if (!ledger) return std::move(ledger).error();
    ledger_ = std::move(*ledger);
    auto data = disk_.open(paths_.data);
    if (!data) return std::move(data).error();
    data_ = std::move(*data);
    if (!disk_.exists(paths_.rejected)) return {};
    auto rejected = disk_.open(paths_.rejected);
    if (!rejected) return std::move(rejected).error();
    rejected_ = std::move(*rejected);
    return {};
  }

  /// The number of ledger lines to keep; fills the table.
  Result<std::size_t> choose(const LedgerScan& scan, Recovered& found) {
    const auto data = intervals_of(scan.lines, true), rejected = intervals_of(scan.lines, false);
    if (!scan.lines.empty() && scan.last.totals.end != End::open) {
      std::vector<SampleKey> none;
      auto good = sound(data_.get(), data.back(), nullptr, none);
      if (!good) return std::move(good).error();
      auto noted = sound(rejected_.get(), rejected.back(), nullptr, none);
      if (!noted) return std::move(noted).error();
      if (*good && *noted) return scan.lines.size();
    }
    auto noted = sound_prefix(rejected_.get(), rejected, paths_.rejected.string(), nullptr);
    if (!noted) return noted;
    auto intact = sound_prefix(data_.get(), data, paths_.data.string(), &found.table);
    if (!intact) return intact;
    if (*noted < *intact) {  // rare: the table is made again, of less
      found.table = SampleTable();
      const std::vector<Interval> fewer(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(*noted));
      return sound_prefix(data_.get(), fewer, paths_.data.string(), &found.table);
    }
    return intact;
  }

  /// Everything behind the commit goes, durably: a later start must not find it again behind new bytes.
  Status cut_to(const Entry& last, std::uint64_t ledger_end) {
    if (Status done = cut(*data_, last.totals.bytes); !done) return done;
    if (rejected_ != nullptr && last.rejected_end == 0) {
      rejected_.reset();
      if (Status done = disk_.remove(paths_.rejected); !done) return done;
    }
    if (rejected_ != nullptr) {
      if (Status done = cut(*rejected_, last.rejected_end); !done) return done;
    }
    return cut(*ledger_, ledger_end);
  }

  static Status cut(os::File& file, std::uint64_t size) {
    auto now = file.size();
    if (!now) return std::move(now).error();
    if (*now == size) return {};
    if (Status done = file.truncate(size); !done) return done;
    return file.sync();
  }

  os::Disk& disk_;
  const Journal::Paths& paths_;
  std::unique_ptr<os::File> data_, rejected_, ledger_;
};

}  // namespace

Result<Recovered> recover(os::Disk& disk, const Journal::Paths& paths) {
  auto found = Recovery(disk, paths).run();
  if (!found) return std::move(found).error().in("recovering " + paths.data.string());
  return found;
}

}  // namespace streamguard::store
