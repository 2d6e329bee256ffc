#include "worker/pump.hpp"

#include <algorithm>
#include <cassert>

#include "core/frame.hpp"
#include "core/limits.hpp"
#include "os/process.hpp"

namespace streamguard::worker {
namespace {

constexpr std::chrono::milliseconds kProgressInterval{100};
constexpr std::size_t kOutputPieceBytes = 1 * limits::MiB;
constexpr std::size_t kRecordMost = limits::kFramePayloadBytes - 16;  ///< with its newline and a table of one

/// The host is gone or the channel is broken: nobody is left to talk to, and the plugin must not run on.
[[noreturn]] void leave() noexcept { os::end_now(3); }

std::int64_t steady_ms() noexcept {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Pump::Pump(os::Channel& channel, ipc::Receiver& receiver, const ipc::Start& start, std::unique_ptr<os::Page> unit_page)
    : channel_(channel),
      receiver_(receiver),
      sender_(channel),
      unit_page_(std::move(unit_page)),
      lease_(static_cast<std::int64_t>(start.lease_ms)),
      credit_(start.credit) {
  last_sent_.store(steady_ms());
  records_.reserve(limits::kBatchBytes + 64 * limits::KiB);
  receiver_thread_ = std::thread([this] { receive(); });
  ticker_thread_ = std::thread([this] { tick(); });
}

Pump::~Pump() {
  {
    const std::lock_guard lock(out_mutex_);
    closing_ = true;
  }
  out_changed_.notify_all();
  channel_.shutdown();
  ticker_thread_.join();
  receiver_thread_.join();
}

void Pump::send(ipc::Type type, std::string_view payload) {
  if (!sender_.send(type, payload)) leave();
  last_sent_.store(steady_ms(), std::memory_order_relaxed);
}

// ---- out: records ------------------------------------------------------------------------------------------------

sg_rc Pump::emit(std::span<const std::string_view> records) {
  emitted_ = true;
  std::unique_lock lock(out_mutex_);
  if (const sg_rc rc = stopped(); rc != SG_OK) {
    refused_ = true;
    return rc;
  }
  for (const std::string_view record : records) {
    // The host rejects and counts what is too long. It can do so with all that a frame holds.
    if (record.size() > kRecordMost) {
      lock.unlock();
      log(SG_LOG_ERROR,
          "emit: a record of " + std::to_string(record.size()) + " bytes; the limit is " +
              std::to_string(limits::kRecordBytes),
          {});
      broke_contract();
      return SG_E_BUG;
    }
    // A checkpoint belongs behind the batch that it closes.
    const bool full = records_.size() >= limits::kBatchBytes || lengths_.size() >= limits::kBatchRecords;
    if ((has_token_ || full || records_.size() + record.size() > limits::kFramePayloadBytes / 2) &&
        !flush(lock, true)) {
      refused_ = true;
      return stopped();
    }
    const bool first = lengths_.empty();
    records_.append(record);
    records_.push_back('\n');
    lengths_.push_back(static_cast<std::uint32_t>(record.size() + 1));
    if (first) {
      oldest_ = std::chrono::steady_clock::now();
      out_changed_.notify_all();
    }
  }
  if (records_.size() >= limits::kBatchBytes && !flush(lock, true)) return stopped();
  return SG_OK;
}

sg_rc Pump::checkpoint(std::string_view token) {
  if (token.size() > limits::kTokenBytes) return SG_E_BUG;
  if (const sg_rc rc = stopped(); rc == SG_STOP) return rc;
  std::unique_lock lock(out_mutex_);
  // Records before this token were given back: it must not stand for them.
  if (broken_.load()) return SG_E_BUG;
  if (refused_) return stopped();
  token_ = token;
  if (!has_token_ && lengths_.empty()) oldest_ = std::chrono::steady_clock::now();
  has_token_ = true;
  out_changed_.notify_all();
  return stopped();
}

/// Sends the batch and its checkpoint. False when it could not: cancelled while waiting for credit, or (without
/// may_wait) somebody else is sending or the credit is too small just now. The lock is held before and after, not while
/// sending.
bool Pump::flush(std::unique_lock<std::mutex>& lock, bool may_wait) {
  const auto cost = [this] { return lengths_.empty() ? 0 : records_.size() + 4 * (lengths_.size() + 1); };
  while (flushing_ || credit_ < cost()) {
    if (!may_wait) return false;
    // A target that is met drops what is left; a cancelled run still wants what belongs to the last checkpoint.
    if (stopped() != SG_OK && !has_token_ && !finishing_) return false;
    if (out_changed_.wait_for(lock, lease_ / 3) == std::cv_status::timeout) {
      lock.unlock();
      heartbeat(0, "waiting for the host to take records");
      lock.lock();
    }
  }
  if (lengths_.empty() && !has_token_) return true;
  std::string records;
  std::vector<std::uint32_t> lengths;
  std::string token;
  records.swap(records_);
  lengths.swap(lengths_);
  token.swap(token_);
  const bool has_token = std::exchange(has_token_, false);
  credit_ -= records.empty() ? 0 : records.size() + 4 * (lengths.size() + 1);
  flushing_ = true;
  lock.unlock();
  if (!lengths.empty()) {
    frame::Writer table;
    table.u32(static_cast<std::uint32_t>(lengths.size()));
    for (const std::uint32_t length : lengths) table.u32(length);
    if (!sender_.send(ipc::Type::emit, {table.bytes(), records})) leave();
  }
  if (has_token) send(ipc::Type::checkpoint, ipc::encode_text(token));
  last_sent_.store(steady_ms(), std::memory_order_relaxed);
  records.clear();
  lengths.clear();
  lock.lock();
  flushing_ = false;
  if (records_.empty() && records_.capacity() < records.capacity()) records_.swap(records);
  if (lengths_.empty() && lengths_.capacity() < lengths.capacity()) lengths_.swap(lengths);
  out_changed_.notify_all();
  return true;
}

void Pump::tick() {
  std::unique_lock lock(out_mutex_);
  while (!closing_) {
    if (lengths_.empty() && !has_token_) {
      out_changed_.wait(lock);
      continue;
    }
    const Time due = oldest_ + limits::kBatchDelay;
    if (std::chrono::steady_clock::now() < due) {
      out_changed_.wait_until(lock, due);
      continue;
    }
    if (!flush(lock, false)) out_changed_.wait_for(lock, limits::kBatchDelay);
  }
}

// ---- out: the rest ----------------------------------------------------------------------------------------------

sg_rc Pump::unit(std::string_view name) {
  if (name.size() > limits::kUnitBytes) return SG_E_BUG;
  if (unit_page_) unit_page_->write(name);
  if (steady_ms() - last_sent_.load(std::memory_order_relaxed) > lease_.count() / 3) heartbeat(0, name);
  return stopped();
}

sg_rc Pump::heartbeat(std::uint64_t extend_ms, std::string_view why) {
  send(ipc::Type::heartbeat, ipc::Heartbeat{extend_ms, std::string(why.substr(0, limits::kUnitBytes))}.encode());
  return stopped();
}

void Pump::log(std::int32_t level, std::string_view message, std::string_view fields) {
  const auto clipped = [](std::string_view text) { return std::string(text.substr(0, limits::kLogLineBytes)); };
  const auto shown = static_cast<std::uint32_t>(std::clamp<std::int32_t>(level, SG_LOG_DEBUG, SG_LOG_ERROR));
  // Sent at once: the last line before a crash is the one that matters.
  send(ipc::Type::log,
       ipc::Log{shown, clipped(message), fields.size() <= limits::kLogLineBytes ? std::string(fields) : ""}.encode());
}

void Pump::progress(std::uint64_t done, std::uint64_t total, std::string_view noun) {
  std::string payload;
  {
    const std::lock_guard lock(progress_mutex_);
    progress_ = {done, total, std::string(noun.substr(0, limits::kUnitBytes))};
    const Time now = std::chrono::steady_clock::now();
    progress_waits_ = now - progress_sent_ < kProgressInterval;
    if (progress_waits_) return;
    progress_sent_ = now;
    payload = progress_.encode();
  }
  send(ipc::Type::progress, payload);
}

void Pump::expect(const ipc::Planned& planned) { send(ipc::Type::plan, planned.encode()); }

sg_rc Pump::output(std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kOutputPieceBytes))) {
    if (const sg_rc rc = stopped(); rc != SG_OK) return rc;
    send(ipc::Type::output, bytes.substr(0, kOutputPieceBytes));
  }
  return stopped();
}

sg_rc Pump::output_file(std::string_view name) {
  if (name.size() > limits::kUnitBytes) return SG_E_BUG;
  send(ipc::Type::output_file, ipc::encode_text(name));
  return stopped();
}

void Pump::done(ipc::Done done) {
  {
    std::unique_lock lock(out_mutex_);
    // A plugin that was refused records and calls that success did not see its source's end.
    if (done.rc == SG_OK && refused_ && stopped() == SG_CANCELLED) done.rc = SG_CANCELLED;
    // Nor is success believed of one whose calls were refused as broken: what it wanted to say is lost.
    if (done.rc == SG_OK && broken_.load()) {
      done.rc = SG_E_BUG;
      done.message = "it reported success after a call that breaks the contract; the log says which";
    }
    // What follows the last checkpoint is wanted only when the plugin did all it had to do.
    if (done.rc != SG_OK && !has_token_) {
      records_.clear();
      lengths_.clear();
    }
    finishing_ = true;
    flush(lock, true);
  }
  std::string last_progress;
  {
    const std::lock_guard lock(progress_mutex_);
    if (progress_waits_) last_progress = progress_.encode();
  }
  if (!last_progress.empty()) send(ipc::Type::progress, last_progress);
  send(ipc::Type::done, done.encode());
}

}  // namespace streamguard::worker
