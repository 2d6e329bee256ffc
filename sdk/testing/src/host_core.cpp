#include "host_core.hpp"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace streamguard::testing::internal {
namespace fs = std::filesystem;
namespace {

bool is_json_object(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first != std::string_view::npos && text[first] == '{' && nlohmann::json::accept(text);
}

}  // namespace

bool valid_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned lead = byte(i);
    std::size_t more = 0;
    if (lead >= 0x80) {
      if (lead < 0xC2 || lead > 0xF4) return false;
      more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
      // The second byte's range also rules out overlong forms, surrogates and what lies above U+10FFFF.
      const unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
      const unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
      if (byte(i + 1) < low || byte(i + 1) > high) return false;
      for (std::size_t k = 2; k <= more; ++k) {
        if ((byte(i + k) & 0xC0U) != 0x80U) return false;
      }
    }
    i += more + 1;
  }
  return true;
}

std::string record_fault(std::string_view body) {
  if (body.empty()) return "it is empty";
  if (body.size() > kMaxRecordBytes) {
    return "it has " + std::to_string(body.size()) + " bytes, the limit is " + std::to_string(kMaxRecordBytes);
  }
  if (body.find('\n') != std::string_view::npos) return "it holds a raw newline; a record is one line";
  if (!valid_utf8(body)) return "it is not valid UTF-8";
  if (!is_json_object(body)) return "it is not one JSON object";
  return {};
}

ScratchFolder::ScratchFolder() {
  // A counter tells the folders of this process apart, the random part those of others.
  static std::atomic<unsigned> next{0};
  std::random_device random;
  constexpr int kAttempts = 16;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto path = fs::temp_directory_path() /
                      ("streamguard-test-" + std::to_string(random()) + "-" + std::to_string(next.fetch_add(1)));
    if (fs::create_directory(path)) {
      fs::permissions(path, fs::perms::owner_all);
      path_ = path.string();
      return;
    }
  }
  throw std::runtime_error("cannot make a scratch folder in " + fs::temp_directory_path().string());
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

HostCore::HostCore() : run_thread_(std::this_thread::get_id()) {
  table_ = sg_host{sizeof(sg_host),
                   SG_ABI_MAJOR,
                   SG_ABI_MINOR,
                   0,
                   this,
                   &HostCore::do_extension,
                   &HostCore::do_emit,
                   &HostCore::do_checkpoint,
                   &HostCore::do_unit,
                   &HostCore::do_heartbeat,
                   &HostCore::do_cancelled,
                   &HostCore::do_log,
                   &HostCore::do_progress};
}

sg_rc HostCore::violate(const std::string& what) {
  const std::lock_guard lock(mutex_);
  violations_.push_back(what);
  return SG_E_BUG;
}

bool HostCore::on_run_thread(const char* call) {
  if (std::this_thread::get_id() == run_thread_) return true;
  violate(std::string(call) + "() was called from another thread than the one inside run() or render()");
  return false;
}

std::vector<LogLine> HostCore::take_logs() {
  const std::lock_guard lock(mutex_);
  return std::move(logs_);
}

std::vector<std::string> HostCore::take_violations() {
  const std::lock_guard lock(mutex_);
  return std::move(violations_);
}

const void* HostCore::do_extension(const sg_host* host, const char* id) {
  return id == nullptr ? nullptr : of(host).extension(id);
}

sg_rc HostCore::do_emit(const sg_host* host, const sg_record* const* records, std::uint32_t count) {
  HostCore& self = of(host);
  return self.on_run_thread("emit") ? self.emit(records, count) : SG_E_BUG;
}

sg_rc HostCore::do_checkpoint(const sg_host* host, sg_str token) {
  HostCore& self = of(host);
  return self.on_run_thread("checkpoint") ? self.checkpoint(token) : SG_E_BUG;
}

sg_rc HostCore::do_unit(const sg_host* host, sg_str name) {
  HostCore& self = of(host);
  if (!self.on_run_thread("unit")) return SG_E_BUG;
  if (name.len > kMaxUnitBytes) {
    return self.violate("unit(): the name has " + std::to_string(name.len) + " bytes, the limit is " +
                        std::to_string(kMaxUnitBytes));
  }
  if (!valid_utf8(view(name))) return self.violate("unit(): the name is not valid UTF-8");
  {
    const std::lock_guard lock(self.mutex_);
    self.units_.emplace_back(view(name));
  }
  return self.state();
}

sg_rc HostCore::do_heartbeat(const sg_host* host, std::uint64_t, sg_str) {
  HostCore& self = of(host);
  {
    const std::lock_guard lock(self.mutex_);
    ++self.heartbeats_;
  }
  return self.state();
}

sg_rc HostCore::do_cancelled(const sg_host* host) { return of(host).state(); }

void HostCore::do_log(const sg_host* host, std::int32_t level, sg_str message, sg_str fields_json) {
  HostCore& self = of(host);
  if (level < SG_LOG_DEBUG || level > SG_LOG_ERROR) self.violate("log(): unknown level " + std::to_string(level));
  const std::string_view fields = view(fields_json);
  if (!fields.empty() && !is_json_object(fields)) self.violate("log(): fields_json is not a JSON object");
  const std::lock_guard lock(self.mutex_);
  self.logs_.push_back(LogLine{level, std::string(view(message)), std::string(fields)});
}

void HostCore::do_progress(const sg_host* host, std::uint64_t done, std::uint64_t total, sg_str noun) {
  HostCore& self = of(host);
  const std::lock_guard lock(self.mutex_);
  self.progress_.push_back(Progress{done, total, std::string(view(noun))});
}

sg_rc read_records(const std::string& collector, const std::vector<std::string>& records, std::size_t batch,
                   sg_records_fn each, void* ctx) {
  const std::size_t step = std::max<std::size_t>(batch, 1);
  for (std::size_t at = 0; at < records.size(); at += step) {
    std::vector<sg_str> bodies;
    for (std::size_t i = at; i < std::min(at + step, records.size()); ++i) bodies.push_back(borrow(records[i]));
    const sg_rc rc = each(ctx, borrow(collector), bodies.data(), static_cast<std::uint32_t>(bodies.size()));
    if (rc != SG_OK) return rc;
  }
  return SG_OK;
}

sg_rc explain(sg_err* err, sg_rc rc, const std::string& message) {
  if (rc >= 0 || err == nullptr) return rc;
  err->rc = rc;
  err->retry_after_ms = 0;
  err->msg[message.copy(err->msg, sizeof err->msg - 1)] = '\0';
  return rc;
}

const sg_scratch_v1& scratch_table() {
  static const sg_scratch_v1 table{sizeof(sg_scratch_v1), 0,
                                   [](const sg_host* host) -> sg_str { return borrow(HostCore::of(host).scratch()); }};
  return table;
}

}  // namespace streamguard::testing::internal
