/// collecting.hpp: the Role of a collector's worker: records and checkpoints into its Part, fetches and git
/// requests through the broker, and its own committed records back to it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "net/broker.hpp"
#include "store/store.hpp"
#include "supervisor/link.hpp"
#include "supervisor/playback.hpp"
#include "supervisor/tap.hpp"

namespace streamguard::supervisor {

/// A plugin's own progress, as last told, and what it expected when it was opened; read by the supervisor's thread.
struct ToldProgress {
  std::mutex mutex;
  std::uint64_t done = 0, total = 0;
  std::string noun;
  std::vector<Expected> expected;
};

class Collecting final : public Role {
 public:
  /// What a worker may need besides; each may be left out.
  struct Extras {
    std::function<void(ipc::Planned)> planned;  ///< told on the link's thread
    Playback::Open open_part;                   ///< its own committed records, by part_name
    store::PartName part_name;
    Tap* tap = nullptr;  ///< records and requests are not taken while it is closed; it outlives the role
  };

  Collecting(store::Part& part, net::Broker& broker, std::string collector, std::filesystem::path scratch,
             std::shared_ptr<ToldProgress> progress, Extras extras);
  Collecting(store::Part& part, net::Broker& broker, std::string collector, std::filesystem::path scratch,
             std::shared_ptr<ToldProgress> progress)
      : Collecting(part, broker, std::move(collector), std::move(scratch), std::move(progress), Extras()) {}
  ~Collecting() override;

  void attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool> pool,
              std::function<void()> target_met) override;
  std::optional<Ending> on_frame(ipc::Frame frame) override;
  Ending on_done() override;
  void on_gone() override;
  std::optional<Cause> achieved() const override { return achieved_; }

 private:
  class Delivery;
  struct GitErrand;
  std::optional<Ending> emit(ipc::Frame frame);
  std::optional<Ending> checkpoint(std::string_view payload);
  std::optional<Ending> fetch(std::uint32_t stream, std::string_view payload);
  std::optional<Ending> git(std::uint32_t stream, std::string_view payload);
  std::optional<Ending> read(std::string_view payload);
  std::optional<Ending> planned(std::string_view payload);
  std::optional<Ending> take_stream(std::uint32_t stream);
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
  std::map<std::uint32_t, std::shared_ptr<GitErrand>> git_errands_;
  const Extras extras_;
  std::size_t plans_ = 0;
  bool emitted_ = false;
  Playback playback_;
};

}  // namespace streamguard::supervisor
