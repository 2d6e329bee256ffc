/// store.hpp: where records become durable, exactly once. FORMAT.md gives the bytes.
///
/// A Store owns one output folder (by a lock) and its parts; a Part is one collector shard's data file, rejected file
/// and ledger. A Part is fed from one thread (its worker's link); writing, syncing and ledger lines happen on two
/// threads of its own, a group of checkpoints every limits::kCommitInterval. What is in no ledger line does not exist
/// for anybody.
///
/// Always holds: the bytes up to the last ledger line's end are on the medium before that line is; a Part never holds
/// two records of one sample_id; equal inputs give equal bytes, however often the run was killed between.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"
#include "store/validator.hpp"

namespace streamguard::store {

enum class End { open, target, exhausted };  ///< whether a part is finished, and why

/// What of a part is durable.
struct Committed {
  std::uint64_t records = 0, bytes = 0;
  std::uint64_t rejected = 0, duplicates = 0;
  std::map<std::string, std::uint64_t> rejected_by_reason;
  std::uint64_t sequence = 0, epoch = 0;  ///< ledger lines; starts of a worker on this part
  std::string token;
  std::vector<std::string> quarantined;  ///< units to go past
  End end = End::open;
};

/// What one batch came to.
struct Appended {
  std::uint32_t accepted = 0, rejected = 0, duplicates = 0;
  bool target_met = false;  ///< nothing more will be taken; call finish(End::target)
};

class Part {
 public:
  virtual ~Part() = default;
  virtual const std::filesystem::path& path() const noexcept = 0;

  // [link thread]
  /// Validates each record, drops and counts what fails or is there already, and queues the rest for writing. Blocks
  /// while too much is queued. Code::bug once more than limits::kUncommittedBytes came without a checkpoint, and for a
  /// batch whose lengths are not those of lines.
  virtual Result<Appended> append(Batch batch) = 0;
  /// All that was appended belongs to `token` now. Durable soon; `on_commit` of the store tells when.
  virtual Status checkpoint(std::string_view token) = 0;
  /// As a checkpoint with the last token, and the part is closed for good. Returns when it is durable.
  virtual Status finish(End end) = 0;
  /// Waits until the last checkpoint is durable, then forgets what came after it. For the end of a worker.
  virtual Status rollback() = 0;
  /// Adds a unit to those that are gone past, durably. Only after rollback().
  virtual Status quarantine(const std::string& unit) = 0;
  /// A new start of a worker on this part: epoch + 1, durable with the next commit.
  virtual void begin_epoch() = 0;

  // [any thread]
  virtual Committed committed() const = 0;
  virtual std::uint64_t accepted() const = 0;  ///< records, durable or not
};

/// Reads committed records; also of a run in progress in another process.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Calls `each` with whole records (no newline), in the order of the file, up to the last committed byte.
  virtual Status read(const std::function<Status(const std::vector<std::string_view>&)>& each) = 0;
};

struct PartName {
  std::string collector;  ///< the manifest's name
  std::string folder;
  std::uint32_t index = 0, count = 1;
};

struct Options {
  os::Disk* disk = nullptr;          ///< os::real_disk() when null
  const os::Clock* clock = nullptr;  ///< os::real_clock() when null; names the folder that `fresh` moves things to
  bool fresh = false;                ///< move what is there aside (FORMAT.md says where to) and begin anew
  bool sync = true;                  ///< false only in benchmarks
  bool lock = true;                  ///< false only with a disk of one's own
  std::chrono::milliseconds commit_interval = limits::kCommitInterval;
};

class Store {
 public:
  virtual ~Store() = default;

  /// Takes the folder's lock, checks that an earlier run there had the same fingerprint, and recovers every part.
  /// Code::conflict: another host holds it (its pid is named), or the fingerprint differs (each key is named with both
  /// values, and the choices: --fresh, another --output-dir, or the old values).
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& output, const Fingerprint& fingerprint,
                                             const Options& options);

  /// True where an earlier run left committed records or finished parts.
  virtual bool resumed() const noexcept = 0;
  virtual Result<Part*> part(const PartName& name, std::uint64_t target) = 0;
  /// Called after each commit of `part`, from a thread of the store, one call at a time. Set it before the first part;
  /// it must not call back into a Part except for what any thread may.
  virtual void on_commit(std::function<void(Part&)> call) = 0;
  /// The first error that stopped the store (disk full, I/O): nothing more is accepted, what is committed stays.
  virtual Status health() const = 0;
};

/// Opens what is committed of one part for reading, without any lock. Code::unavailable where nothing ever was.
Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& output, const PartName& name,
                                            os::Disk* disk = nullptr);

/// The parts that an output folder holds, by its run file, sorted by collector and index. Code::unavailable where there
/// is no run.
Result<std::vector<std::pair<PartName, Committed>>> inspect(const std::filesystem::path& output,
                                                            os::Disk* disk = nullptr);

}  // namespace streamguard::store
