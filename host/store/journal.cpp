#include "store/journal.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "core/crc32c.hpp"
#include "store/interval_crc.hpp"

namespace streamguard::store {
namespace {

Error with_cure(Error error) {
  error.message +=
      "; what was committed is safe: make room or mend the disk, then run the same again to go on from there";
  return error;
}

}  // namespace

Journal::Journal(os::Disk& disk, Paths paths, Entry committed, const Options& options, Health& health,
                 std::function<void()> on_commit)
    : disk_(disk), paths_(std::move(paths)), options_(options), health_(health), on_commit_(std::move(on_commit)) {
  committed_.entry = std::move(committed);
}

Result<std::unique_ptr<Journal>> Journal::open(os::Disk& disk, const Paths& paths, Entry committed,
                                               const Options& options, Health& health,
                                               std::function<void()> on_commit) {
  std::unique_ptr<Journal> made(new Journal(disk, paths, std::move(committed), options, health, std::move(on_commit)));
  struct Opening {
    const std::filesystem::path& path;
    std::unique_ptr<os::File>& file;
  };
  for (const Opening& opening : {Opening{paths.data, made->data_}, Opening{paths.data, made->data_sync_},
                                 Opening{paths.ledger, made->ledger_}}) {
    auto file = disk.open(opening.path);
    if (!file) return with_cure(std::move(file).error());
    opening.file = std::move(*file);
  }
  auto size = made->ledger_->size();
  if (!size) return with_cure(std::move(size).error());
  made->ledger_size_ = *size;
  made->writer_ = std::thread([journal = made.get()] { journal->run_writer(); });
  made->syncer_ = std::thread([journal = made.get()] { journal->run_syncer(); });
  return made;
}

Journal::~Journal() {
  if (!writer_.joinable()) return;  // it could not be opened
  {
    const std::lock_guard lock(mutex_);
    writer_stop_ = true;
  }
  to_write_.notify_all();
  writer_.join();
  {
    const std::lock_guard lock(mutex_);
    syncer_stop_ = true;
  }
  to_sync_.notify_all();
  if (syncer_.joinable()) syncer_.join();
}

Status Journal::write(Batch batch, std::vector<std::string_view> pieces, std::string rejected) {
  Chunk chunk{std::move(batch), std::move(pieces), std::move(rejected), 0, std::nullopt};
  chunk.bytes = chunk.batch.bytes().size() + chunk.rejected.size();
  return push(std::move(chunk));
}

Status Journal::mark(Entry entry, std::uint64_t keys) {
  Chunk chunk;
  chunk.mark = Mark{std::move(entry), keys, 0, 0};
  return push(std::move(chunk));
}

Status Journal::push(Chunk chunk) {
  {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [&] {
      return failure_ || queue_.empty() ||
             (queued_bytes_ + chunk.bytes <= kQueuedBytes && queue_.size() < kQueuedChunks);
    });
    if (failure_) return *failure_;
    queued_bytes_ += chunk.bytes;
    queue_.push_back(std::move(chunk));
  }
  to_write_.notify_one();
  return {};
}

Status Journal::outcome() const {
  if (failure_) return *failure_;
  return {};
}

Status Journal::settle() {
  std::unique_lock lock(mutex_);
  ++in_a_hurry_;
  to_sync_.notify_one();
  progress_.wait(lock, [&] { return queue_.empty() && !writing_ && !syncing_ && !pending_; });
  --in_a_hurry_;
  return outcome();
}

Status Journal::cut_back() {
  if (Status settled = settle(); !settled) return settled;
  // Both threads wait, and only this one gives them work. Nobody marked what is cut, so the next sync covers it.
  const Mark& kept = committed_;
  Status cut = data_->truncate(kept.entry.totals.bytes);
  if (cut && rejected_ != nullptr) cut = rejected_->truncate(kept.entry.rejected_end);
  if (!cut) {
    fail(std::move(cut).error(), false);
    const std::lock_guard lock(mutex_);
    return outcome();
  }
  data_crc_ = kept.data_crc;
  rejected_crc_ = kept.rejected_crc;
  return {};
}

Entry Journal::committed() const {
  const std::lock_guard lock(mutex_);
  return committed_.entry;
}

std::uint64_t Journal::committed_keys() const {
  const std::lock_guard lock(mutex_);
  return committed_.keys;
}

void Journal::fail(Error error, bool syncer_too) {
  Error told = with_cure(std::move(error));
  health_.report(told);
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(told);
    if (syncer_too) pending_.reset();
  }
  progress_.notify_all();
}

void Journal::run_writer() {
  std::unique_lock lock(mutex_);
  for (;;) {
    to_write_.wait(lock, [&] { return writer_stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Chunk chunk = std::move(queue_.front());
    queue_.pop_front();
    writing_ = true;
    const bool failed = failure_.has_value();
    lock.unlock();
    if (!failed) {
      if (Status done = put(chunk); !done) fail(std::move(done).error(), false);
    }
    chunk.batch = Batch();  // the credits go back, outside the lock
    lock.lock();
    if (chunk.mark && !failure_) {
      chunk.mark->data_crc = data_crc_;
      chunk.mark->rejected_crc = rejected_crc_;
      pending_ = std::move(chunk.mark);
      to_sync_.notify_one();
    }
    queued_bytes_ -= chunk.bytes;
    writing_ = false;
    progress_.notify_all();
  }
}

Status Journal::put(Chunk& chunk) {
  if (!chunk.pieces.empty()) {
    if (Status done = data_->append(chunk.pieces); !done) return done;
    for (const std::string_view piece : chunk.pieces) data_crc_ = crc32c::extend(data_crc_, piece);
  }
  return chunk.rejected.empty() ? Status() : put_rejected(chunk.rejected);
}

Status Journal::put_rejected(const std::string& lines) {
  if (rejected_ == nullptr) {  // most parts never need one
    if (Status made = disk_.make_folders(paths_.rejected.parent_path()); !made) return made;
    auto file = disk_.open(paths_.rejected);
    if (!file) return std::move(file).error();
    rejected_ = std::move(*file);
  }
  const std::array<std::string_view, 1> piece{lines};
  if (Status done = rejected_->append(piece); !done) return done;
  rejected_crc_ = crc32c::extend(rejected_crc_, lines);
  return {};
}

void Journal::run_syncer() {
  auto last_start = std::chrono::steady_clock::time_point();
  std::unique_lock lock(mutex_);
  for (;;) {
    to_sync_.wait(lock, [&] { return syncer_stop_ || pending_; });
    if (!pending_) return;
    // Marks that come while this waits take the place of the first one: one line for all of them.
    const auto ready = [&] {
      return !pending_ || syncer_stop_ || in_a_hurry_ != 0 ||
             pending_->entry.totals.bytes - committed_.entry.totals.bytes >= limits::kCommitBytes;
    };
    to_sync_.wait_until(lock, last_start + options_.interval, ready);
    if (!pending_) continue;
    Mark mark = std::move(*pending_);
    pending_.reset();
    syncing_ = true;
    const Mark before = committed_;
    lock.unlock();
    last_start = std::chrono::steady_clock::now();
    const Status done = commit(mark, before);
    if (!done) fail(done.error(), true);
    lock.lock();
    syncing_ = false;
    if (done) committed_ = std::move(mark);
    const bool tell = done.ok() && on_commit_ != nullptr;
    progress_.notify_all();
    if (tell) {
      lock.unlock();
      on_commit_();
      lock.lock();
    }
  }
}

Status Journal::commit(Mark& mark, const Mark& before) {
  Entry& entry = mark.entry;
  const Entry& last = before.entry;
  const bool data = entry.totals.bytes != last.totals.bytes, rejected = entry.rejected_end != last.rejected_end;
  if (rejected && rejected_sync_ == nullptr) {
    auto file = disk_.open(paths_.rejected);
    if (!file) return std::move(file).error();
    rejected_sync_ = std::move(*file);
  }
  if (data && options_.sync) {
    if (Status done = data_sync_->sync(); !done) return done;
  }
  if (rejected && options_.sync) {
    if (Status done = rejected_sync_->sync(); !done) return done;
  }
  entry.totals.sequence = last.totals.sequence + 1;
  entry.crc = interval_crc(before.data_crc, mark.data_crc, entry.totals.bytes - last.totals.bytes);
  entry.rejected_crc = interval_crc(before.rejected_crc, mark.rejected_crc, entry.rejected_end - last.rejected_end);
  const std::string line = line_of(entry);
  const std::array<std::string_view, 1> piece{line};
  Status done = ledger_->append(piece);
  if (done && options_.sync) done = ledger_->sync();
  if (!done) {
    // Whether the line is on the medium is unknown: it must not be found by a later start. Where this fails too, the
    // line is either whole, and its data was synced before it, or its own checksum gives it away.
    (void)ledger_->truncate(ledger_size_).ok();
    return done;
  }
  ledger_size_ += line.size();
  return {};
}

}  // namespace streamguard::store
