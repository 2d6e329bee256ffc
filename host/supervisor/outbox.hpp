/// outbox.hpp: frames on their way to one worker. push() never blocks, from any thread: a worker that does not read
/// must not hold up the broker or the store. One thread of its own writes. What waits is bounded by credits and fetch
/// windows; a worker that lets more than limits::kOutboxBytes pile up has broken the protocol, and overflowed() says
/// so.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "ipc/wire.hpp"

namespace streamguard::supervisor {

class Outbox {
 public:
  explicit Outbox(os::Channel& channel);
  ~Outbox();
  void push(ipc::Type type, std::string payload, std::uint32_t stream = 0);
  bool overflowed() const;
  /// Ends the writing thread: nothing more is sent, the channel is not used any more, push() goes on to be harmless.
  /// Shut the channel down before: a write may be blocked in it.
  void close();

 private:
  struct Item {
    ipc::Type type;
    std::uint32_t stream;
    std::string payload;
  };
  void write();

  ipc::Sender sender_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::size_t waiting_ = 0;
  bool overflowed_ = false, closed_ = false;
  std::thread thread_;
};

}  // namespace streamguard::supervisor
