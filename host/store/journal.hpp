/// journal.hpp: the two threads that make a part durable. The writer appends what is queued; the syncer turns marks
/// into ledger lines. They overlap: records are written while earlier ones are synced, and marks that arrive meanwhile
/// share the next line.
///
/// One thread, the part's, calls everything but committed() and failure(). A file is used by one thread at a time:
/// writer and syncer each have a handle of their own on the data, and cut_back() truncates only while both are idle.
///
/// Always holds: committed <= marked <= written <= queued. Data is synced before the line that names its end is
/// written. After the first error nothing more is written; marks whose bytes were all written before it may still be
/// committed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/batch.hpp"
#include "core/limits.hpp"
#include "core/result.hpp"
#include "os/file.hpp"
#include "store/health.hpp"
#include "store/ledger.hpp"

namespace streamguard::store {

/// More than this waiting to be written blocks the part's thread.
inline constexpr std::size_t kQueuedBytes = 8 * limits::MiB;
inline constexpr std::size_t kQueuedChunks = 1024;

/// A point to which a part can be committed.
struct Mark {
  Entry entry;                                   ///< sequence and checksums are filled in when the line is made
  std::uint64_t keys = 0;                        ///< how many keys the part's thread had logged
  std::uint32_t data_crc = 0, rejected_crc = 0;  ///< running, by the writer
};

class Journal {
 public:
  struct Paths {
    std::filesystem::path data, rejected, ledger;
  };
  struct Options {
    std::chrono::milliseconds interval = limits::kCommitInterval;
    bool sync = true;
  };

  /// Opens the files, which recovery has cut to `committed`.
  static Result<std::unique_ptr<Journal>> open(os::Disk& disk, const Paths& paths, Entry committed,
                                               const Options& options, Health& health, std::function<void()> on_commit);
  /// Writes and commits what was queued and marked, then ends the threads.
  ~Journal();

  /// Queues `pieces`, which point into `batch`, for the data file and `rejected` for the rejected file. Blocks while
  /// more than kQueuedBytes wait.
  Status write(Batch batch, std::vector<std::string_view> pieces, std::string rejected);
  Status mark(Entry entry, std::uint64_t keys);
  /// Waits until all that was queued is written and the last mark is durable.
  Status settle();
  /// Settles, then removes from the files what came after the last mark.
  Status cut_back();

  // [any thread]
  Entry committed() const;
  std::uint64_t committed_keys() const;

 private:
  struct Chunk {
    Batch batch;
    std::vector<std::string_view> pieces;
    std::string rejected;
    std::size_t bytes = 0;
    std::optional<Mark> mark;
  };

  Journal(os::Disk& disk, Paths paths, Entry committed, const Options& options, Health& health,
          std::function<void()> on_commit);
  Status push(Chunk chunk);
  void run_writer();
  void run_syncer();
  Status put(Chunk& chunk);
  Status put_rejected(const std::string& lines);
  Status commit(Mark& mark, const Mark& before);
  void fail(Error error, bool syncer_too);
  Status outcome() const;  ///< with the mutex held

  os::Disk& disk_;
  const Paths paths_;
  const Options options_;
  Health& health_;
  const std::function<void()> on_commit_;

  // The writer's, and the part's thread's while the writer is idle.
  std::unique_ptr<os::File> data_, rejected_;
  std::uint32_t data_crc_ = 0, rejected_crc_ = 0;
  // The syncer's.
  std::unique_ptr<os::File> data_sync_, rejected_sync_, ledger_;
  std::uint64_t ledger_size_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable to_write_, to_sync_, progress_;
  std::deque<Chunk> queue_;
  std::size_t queued_bytes_ = 0;
  bool writing_ = false, syncing_ = false;
  bool writer_stop_ = false, syncer_stop_ = false;
  int in_a_hurry_ = 0;           ///< threads in settle(): no waiting for company
  std::optional<Mark> pending_;  ///< the last mark whose bytes are all written
  Mark committed_;
  std::optional<Error> failure_;

  std::thread writer_, syncer_;
};

}  // namespace streamguard::store
