#include "supervisor/reporting.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "ipc/rc.hpp"

namespace streamguard::supervisor {
namespace {

constexpr std::size_t kFilesMost = 64;

Ending disk(const Error& error) { return {Cause::store, error.message, {}, {}}; }

bool plain_name(const std::string& name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 200 && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace

Reporting::Reporting(std::filesystem::path output, std::string first_file, std::vector<store::PartName> parts,
                     std::function<void(std::vector<std::filesystem::path>)> done)
    : output_(std::move(output)), next_name_(std::move(first_file)), parts_(std::move(parts)), done_(std::move(done)) {}

Reporting::~Reporting() {
  if (records_.joinable()) records_.join();
}

void Reporting::attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool>, std::function<void()>) {
  outbox_ = std::move(outbox);
}

std::optional<Ending> Reporting::on_frame(ipc::Frame frame) {
  switch (frame.type) {
    case ipc::Type::output:
      return write(frame.payload());
    case ipc::Type::output_file: {
      auto name = ipc::decode_text(frame.payload(), limits::kUnitBytes, "OUTPUT_FILE");
      if (!name) return protocol(name.error().message);
      return next_file(name.value());
    }
    case ipc::Type::read: {
      auto collector = ipc::decode_text(frame.payload(), limits::kUnitBytes, "READ");
      if (!collector) return protocol(collector.error().message);
      {
        const std::lock_guard lock(mutex_);
        if (reading_) return protocol("it reads records twice at once");
        reading_ = true;
      }
      if (records_.joinable()) records_.join();
      records_ = std::thread([this, name = std::move(collector).value()] { read(name); });
      return std::nullopt;
    }
    case ipc::Type::fetched: {
      const std::lock_guard lock(mutex_);
      in_flight_ = false;
      acknowledged_.notify_all();
      return std::nullopt;
    }
    case ipc::Type::progress:
      return std::nullopt;
    default:
      return protocol("a frame of type " + std::to_string(static_cast<int>(frame.type)) + " from a reporter");
  }
}

std::optional<Ending> Reporting::next_file(const std::string& name) {
  if (!plain_name(name)) {
    return Ending{Cause::contract, "next_file: '" + plain(name, 200) + "' is not a plain file name", {}, {}};
  }
  file_.reset();
  next_name_ = name;
  return std::nullopt;
}

std::optional<Ending> Reporting::write(std::string_view bytes) {
  os::Disk& files = os::real_disk();
  if (!file_) {
    if (files_.size() >= kFilesMost) return Ending{Cause::flood, "more than 64 output files", {}, {}};
    const Written written{output_ / ".streamguard" / ("writing-" + next_name_), output_ / next_name_};
    if (auto status = files.remove(written.temporary); !status) return disk(status.error());
    auto file = files.open(written.temporary);
    if (!file) return disk(file.error());
    file_ = std::move(file).value();
    files_.push_back(written);
  }
  if (auto status = file_->append({&bytes, 1}); !status) return disk(status.error());
  return std::nullopt;
}

void Reporting::read(const std::string& collector) {
  ipc::Outcome outcome;
  for (const store::PartName& part : parts_) {
    if (!collector.empty() && part.collector != collector) continue;
    if (auto status = send_part(part); !status) {
      outcome = {ipc::rc_of(status.error().code), 0, status.error().message};
      break;
    }
  }
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
  }
  outbox_->push(ipc::Type::records_end, outcome.encode());
}

Status Reporting::send_part(const store::PartName& name) {
  auto reader = store::open_reader(output_, name);
  if (!reader) return reader.error().code == Code::unavailable ? Status() : Status(std::move(reader).error());
  return (*reader)->read([&](const std::vector<std::string_view>& records) -> Status {
    std::vector<std::string_view> batch;
    std::size_t size = 0;
    for (const std::string_view record : records) {
      if (!batch.empty() && size + record.size() > limits::kFramePayloadBytes / 2) {
        if (auto status = send_batch(name.collector, batch); !status) return status;
        batch.clear();
        size = 0;
      }
      batch.push_back(record);
      size += record.size() + 4;
    }
    return batch.empty() ? Status() : send_batch(name.collector, batch);
  });
}

Status Reporting::send_batch(const std::string& collector, const std::vector<std::string_view>& bodies) {
  std::unique_lock lock(mutex_);
  acknowledged_.wait(lock, [this] { return !in_flight_ || closing_; });
  if (closing_) return Error{Code::cancelled, "the reporter is gone"};
  in_flight_ = true;
  outbox_->push(ipc::Type::records, ipc::encode_records(collector, bodies));
  return {};
}

Ending Reporting::on_done() {
  os::Disk& files = os::real_disk();
  file_.reset();
  std::vector<std::filesystem::path> paths;
  for (const Written& written : files_) {
    auto file = files.open(written.temporary);
    if (!file) return disk(file.error());
    if (auto status = (*file)->sync(); !status) return disk(status.error());
  }
  for (const Written& written : files_) {
    if (auto status = files.rename(written.temporary, written.final); !status) return disk(status.error());
    paths.push_back(written.final);
  }
  files_.clear();
  achieved_ = Cause::exhausted;
  done_(std::move(paths));
  return {Cause::exhausted, {}, {}, {}};
}

void Reporting::on_gone() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    acknowledged_.notify_all();
  }
  if (records_.joinable()) records_.join();
  file_.reset();
  for (const Written& written : files_) os::real_disk().remove(written.temporary).ok();
}

}  // namespace streamguard::supervisor
