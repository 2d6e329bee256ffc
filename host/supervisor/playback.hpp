/// playback.hpp: committed records on their way to one worker, which asked for them with READ. A thread of its own
/// reads the parts and sends one RECORDS frame at a time, the next only once the worker has taken the last.
///
/// All functions are called by the link's reader thread. One reading at a time; close() ends one that is going on.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "store/store.hpp"
#include "supervisor/ending.hpp"
#include "supervisor/outbox.hpp"

namespace streamguard::supervisor {

class Playback {
 public:
  /// Opens one part for reading; Code::unavailable where it holds nothing.
  using Open = std::function<Result<std::unique_ptr<store::Reader>>(const store::PartName&)>;

  explicit Playback(Open open) : open_(std::move(open)) {}
  Playback(const Playback&) = delete;
  Playback& operator=(const Playback&) = delete;
  ~Playback() { close(); }

  /// Begins to send the records of `parts`, in their order, and RECORDS_END behind them.
  std::optional<Ending> start(std::vector<store::PartName> parts, std::shared_ptr<Outbox> outbox);
  /// The worker has taken what was sent.
  void acknowledged();
  void close();

 private:
  void read(const std::vector<store::PartName>& parts);
  Status send_part(const store::PartName& name);
  Status send_batch(const std::string& collector, const std::vector<std::string_view>& bodies);

  const Open open_;
  std::shared_ptr<Outbox> outbox_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool in_flight_ = false, closing_ = false, reading_ = false;
  std::thread thread_;
};

}  // namespace streamguard::supervisor
