/// collecting.hpp: the Role of a collector's worker: records and checkpoints into its Part, fetches through the broker.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/event.hpp"
#include "net/broker.hpp"
#include "store/store.hpp"
#include "supervisor/link.hpp"

namespace streamguard::supervisor {

/// A plugin's own progress, as last told; read by the supervisor's thread.
struct ToldProgress {
  std::mutex mutex;
  std::uint64_t done = 0, total = 0;
  std::string noun;
};

class Collecting final : public Role {
 public:
  Collecting(store::Part& part, net::Broker& broker, std::string collector, std::filesystem::path scratch,
             std::shared_ptr<ToldProgress> progress);
  ~Collecting() override;

  void attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool> pool,
              std::function<void()> target_met) override;
  std::optional<Ending> on_frame(ipc::Frame frame) override;
  Ending on_done() override;
  void on_gone() override;
  std::optional<Cause> achieved() const override { return achieved_; }

 private:
  class Delivery;
  std::optional<Ending> emit(ipc::Frame frame);
  std::optional<Ending> checkpoint(std::string_view payload);
  std::optional<Ending> fetch(std::uint32_t stream, std::string_view payload);
  Ending close(store::End end, Cause cause);

  store::Part& part_;
  net::Broker& broker_;
  const std::string collector_;
  const std::filesystem::path scratch_;
  std::shared_ptr<ToldProgress> progress_;
  std::shared_ptr<Outbox> outbox_;
  std::shared_ptr<ipc::Pool> pool_;
  std::function<void()> target_met_;
  std::optional<Cause> achieved_;
  /// EMIT bytes that the worker was not granted again yet; shared with batches that outlive us in the store's queue.
  std::shared_ptr<std::atomic<std::uint64_t>> owed_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::map<std::uint32_t, std::shared_ptr<Delivery>> deliveries_;
};

}  // namespace streamguard::supervisor
