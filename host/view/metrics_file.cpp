#include "view/metrics_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "view/metrics_text.hpp"

namespace streamguard::view {
namespace {

namespace fs = std::filesystem;

/// Atomic but not durable: after a crash of the machine these numbers are worth nothing, and each sync would hold up
/// those of the data.
Status replace(const fs::path& path, const std::string& text) {
  fs::path fresh = path;
  fresh += ".new";
  const auto error = [&](const std::string& why) {
    return Error{Code::io, "metrics file " + path.string() + ": " + why};
  };
  errno = 0;
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return error("cannot write " + fresh.string() + ": " + std::generic_category().message(errno));
  std::error_code failed;
  fs::rename(fresh, path, failed);
  if (!failed) return {};
  std::error_code ignored;
  fs::remove(fresh, ignored);
  return error(failed.message());
}

}  // namespace

MetricsFile::MetricsFile(fs::path path, const Plan& plan, std::string version)
    : path_(std::move(path)), version_(std::move(version)), state_(plan) {}

Result<std::unique_ptr<MetricsFile>> MetricsFile::open(const fs::path& path, const Plan& plan,
                                                       const std::string& version) {
  std::unique_ptr<MetricsFile> file(new MetricsFile(path, plan, version));
  if (auto status = file->write(); !status) return std::move(status).error();
  file->thread_ = std::thread([raw = file.get()] { raw->work(); });
  return file;
}

MetricsFile::~MetricsFile() { (void)finish(); }

Status MetricsFile::finish() {
  if (!thread_.joinable()) return {};
  {
    const std::lock_guard lock(mutex_);
    leave_ = true;
  }
  changed_.notify_one();
  thread_.join();
  return write();
}

void MetricsFile::on(const Event& event) {
  state_.on(event);
  if (event.kind != Event::Kind::run_ended) return;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_one();
}

Status MetricsFile::write() {
  return replace(path_, metrics_text(state_.copy(), version_, Dialect::prometheus, highest_));
}

/// What fails is tried again: a full disk may have room in a second.
void MetricsFile::work() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kInterval, [this] { return wanted_ || leave_; });
      if (leave_) return;
      wanted_ = false;
    }
    (void)write();
  }
}

}  // namespace streamguard::view
