#include "supervisor/playback.hpp"

#include "core/limits.hpp"
#include "ipc/rc.hpp"

namespace streamguard::supervisor {

std::optional<Ending> Playback::start(std::vector<store::PartName> parts, std::shared_ptr<Outbox> outbox) {
  {
    const std::lock_guard lock(mutex_);
    if (reading_) return protocol("it reads records twice at once");
    reading_ = true;
    in_flight_ = false;
  }
  if (thread_.joinable()) thread_.join();
  outbox_ = std::move(outbox);
  thread_ = std::thread([this, wanted = std::move(parts)] { read(wanted); });
  return std::nullopt;
}

void Playback::acknowledged() {
  const std::lock_guard lock(mutex_);
  in_flight_ = false;
  changed_.notify_all();
}

void Playback::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Playback::read(const std::vector<store::PartName>& parts) {
  ipc::Outcome outcome;
  for (const store::PartName& part : parts) {
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

Status Playback::send_part(const store::PartName& name) {
  auto reader = open_(name);
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

Status Playback::send_batch(const std::string& collector, const std::vector<std::string_view>& bodies) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !in_flight_ || closing_; });
  if (closing_) return Error{Code::cancelled, "the worker is gone"};
  in_flight_ = true;
  outbox_->push(ipc::Type::records, ipc::encode_records(collector, bodies));
  return {};
}

}  // namespace streamguard::supervisor
