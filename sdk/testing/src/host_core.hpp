/// What collectors' and reporters' hosts share: the sg_host table, thread checks, log, units, violations, scratch
/// folder. All recorded state is guarded by `mutex_`; the virtual calls arrive unlocked.
#pragma once

#include <streamguard/extensions.h>
#include <streamguard/testing/in_process_host.hpp>

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace streamguard::testing::internal {

constexpr std::size_t kMaxTokenBytes = 16 * 1024;
constexpr std::size_t kMaxUnitBytes = 1024;
constexpr std::size_t kMaxRecordBytes = 4 * 1024 * 1024;

inline std::string_view view(sg_str text) noexcept {
  return text.ptr != nullptr ? std::string_view(text.ptr, static_cast<std::size_t>(text.len)) : std::string_view();
}
inline sg_str borrow(std::string_view text) noexcept { return sg_str{text.data(), text.size()}; }

bool valid_utf8(std::string_view text) noexcept;
/// Why `body` is not a record that the host takes; empty when it is one.
std::string record_fault(std::string_view body);

/// A folder below the system's temporary folder, removed with everything in it when this goes.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

class HostCore {
 public:
  HostCore();
  HostCore(const HostCore&) = delete;
  HostCore& operator=(const HostCore&) = delete;
  virtual ~HostCore() = default;

  static HostCore& of(const sg_host* host) { return *static_cast<HostCore*>(host->impl); }
  const sg_host* table() const noexcept { return &table_; }
  const std::string& scratch() const noexcept { return scratch_.path(); }

  virtual sg_rc emit(const sg_record* const* records, std::uint32_t count) = 0;
  virtual sg_rc checkpoint(sg_str token) = 0;
  virtual sg_rc state() = 0;  ///< what cancelled() answers
  virtual const void* extension(std::string_view id) = 0;

  /// Notes a breach of the contract; returns SG_E_BUG for the caller to pass on.
  sg_rc violate(const std::string& what);
  /// Notes a violation unless this is the thread that runs the plugin.
  bool on_run_thread(const char* call);

  std::vector<LogLine> take_logs();
  std::vector<std::string> take_violations();

 protected:
  std::mutex mutex_;
  std::vector<LogLine> logs_;
  std::vector<Progress> progress_;
  std::vector<std::string> units_;
  std::vector<std::string> violations_;
  std::uint64_t heartbeats_ = 0;

 private:
  static const void* SG_CALL do_extension(const sg_host* host, const char* id);
  static sg_rc SG_CALL do_emit(const sg_host* host, const sg_record* const* records, std::uint32_t count);
  static sg_rc SG_CALL do_checkpoint(const sg_host* host, sg_str token);
  static sg_rc SG_CALL do_unit(const sg_host* host, sg_str name);
  static sg_rc SG_CALL do_heartbeat(const sg_host* host, std::uint64_t extend_ms, sg_str why);
  static sg_rc SG_CALL do_cancelled(const sg_host* host);
  static void SG_CALL do_log(const sg_host* host, std::int32_t level, sg_str message, sg_str fields_json);
  static void SG_CALL do_progress(const sg_host* host, std::uint64_t done, std::uint64_t total, sg_str noun);

  sg_host table_{};
  std::thread::id run_thread_;
  ScratchFolder scratch_;
};

/// Hands `records` of one collector to `each`, `batch` at a time. What it returns ends the reading.
sg_rc read_records(const std::string& collector, const std::vector<std::string>& records, std::size_t batch,
                   sg_records_fn each, void* ctx);

/// Puts words into an sg_err that may be NULL; returns `rc`.
sg_rc explain(sg_err* err, sg_rc rc, const std::string& message);

/// The sg.scratch/1 table; it works for any HostCore.
const sg_scratch_v1& scratch_table();

}  // namespace streamguard::testing::internal
