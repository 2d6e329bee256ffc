#include "supervisor/outbox.hpp"

#include "core/limits.hpp"

namespace streamguard::supervisor {

Outbox::Outbox(os::Channel& channel) : sender_(channel), thread_([this] { write(); }) {}

Outbox::~Outbox() { close(); }

void Outbox::push(ipc::Type type, std::string payload, std::uint32_t stream) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || overflowed_) return;
    waiting_ += payload.size();
    if (waiting_ > limits::kOutboxBytes) {
      overflowed_ = true;
      return;
    }
    items_.push_back({type, stream, std::move(payload)});
  }
  changed_.notify_one();
}

bool Outbox::overflowed() const {
  const std::lock_guard lock(mutex_);
  return overflowed_;
}

void Outbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    items_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Outbox::write() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
    if (closed_) return;
    const Item item = std::move(items_.front());
    items_.pop_front();
    lock.unlock();
    const bool sent = sender_.send(item.type, item.payload, item.stream).ok();
    lock.lock();
    waiting_ -= item.payload.size();
    if (!sent) closed_ = true;  // the link's reader sees the same end and tells
  }
}

}  // namespace streamguard::supervisor
