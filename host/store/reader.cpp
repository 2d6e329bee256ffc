#include <utility>

#include "store/layout.hpp"
#include "store/ledger.hpp"
#include "store/line_blocks.hpp"
#include "store/run_file.hpp"
#include "store/store.hpp"

namespace streamguard::store {
namespace {

os::Disk& disk_or_real(os::Disk* disk) { return disk != nullptr ? *disk : os::real_disk(); }

/// What the ledger says now; nothing where there is no ledger yet.
Result<Committed> last_commit(os::Disk& disk, const std::filesystem::path& output, const PartName& name) {
  const auto path = layout::ledger(output, name);
  if (!disk.exists(path)) return Committed{};
  auto ledger = disk.open_read(path);
  if (!ledger) return std::move(ledger).error();
  auto scan = scan_ledger(**ledger, path.string());
  if (!scan) return std::move(scan).error();
  return std::move(scan->last.totals);
}

class PartReader final : public Reader {
 public:
  PartReader(std::unique_ptr<os::File> data, std::filesystem::path path, std::uint64_t end)
      : data_(std::move(data)), path_(std::move(path)), end_(end) {}

  Status read(const std::function<Status(const std::vector<std::string_view>&)>& each) override {
    LineBlocks blocks(*data_, 0, end_);
    std::vector<std::string_view> records;
    for (;;) {
      auto block = blocks.next();
      if (!block) return std::move(block).error().in(path_.string());
      if (block->empty()) return {};
      records.clear();
      for (std::string_view rest = *block; !rest.empty();) {
        const std::size_t stop = rest.find('\n');
        records.push_back(rest.substr(0, stop));
        rest.remove_prefix(stop + 1);
      }
      if (Status done = each(records); !done) return done;
    }
  }

 private:
  std::unique_ptr<os::File> data_;
  std::filesystem::path path_;
  std::uint64_t end_;
};

}  // namespace

Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& output, const PartName& name, os::Disk* disk) {
  os::Disk& from = disk_or_real(disk);
  auto committed = last_commit(from, output, name);
  if (!committed) return std::move(committed).error();
  const auto path = layout::data(output, name);
  auto data = from.open_read(path);
  if (!data) return std::move(data).error();
  return std::unique_ptr<Reader>(std::make_unique<PartReader>(std::move(*data), path, committed->bytes));
}

Result<std::vector<std::pair<PartName, Committed>>> inspect(const std::filesystem::path& output, os::Disk* disk) {
  os::Disk& from = disk_or_real(disk);
  auto run = read_run(from, output);
  if (!run) return std::move(run).error();
  if (!run->has_value())
    return Error{Code::unavailable, output.string() + ": no run of StreamGuard has written here yet"};
  std::vector<std::pair<PartName, Committed>> found;
  for (const PartName& name : (*run)->parts) {
    auto committed = last_commit(from, output, name);
    if (!committed) return std::move(committed).error();
    found.emplace_back(name, std::move(*committed));
  }
  return found;
}

}  // namespace streamguard::store
