/// pump.hpp: everything that passes between one plugin and the host, under one roof: records out in batches, credits,
/// fetches, git, committed records in, output, log lines, cancellation.
///
/// Threads: the plugin's run thread and its others call the public functions as the SDK's tags allow; a receiver thread
/// takes the host's frames; a ticker sends what has waited for limits::kBatchDelay. When the host is gone the process
/// ends at once. Functions return an sg_rc of the contract.
#pragma once

#include <streamguard/extensions.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/result.hpp"
#include "ipc/message.hpp"
#include "ipc/wire.hpp"
#include "os/channel.hpp"
#include "os/page.hpp"

namespace streamguard::worker {

class Pump {
 public:
  Pump(os::Channel& channel, ipc::Receiver& receiver, const ipc::Start& start, std::unique_ptr<os::Page> unit_page);
  ~Pump();

  // [run thread]
  sg_rc emit(std::span<const std::string_view> records);
  sg_rc checkpoint(std::string_view token);
  sg_rc unit(std::string_view name);
  sg_rc read(std::string_view collector, sg_records_fn each, void* ctx, std::string& why);
  sg_rc output(std::string_view bytes);
  sg_rc output_file(std::string_view name);
  void expect(const ipc::Planned& planned);
  bool emitted() const noexcept { return emitted_; }

  // [any thread]
  sg_rc heartbeat(std::uint64_t extend_ms, std::string_view why);
  sg_rc stopped() const noexcept { return stopped_.load(std::memory_order_acquire); }
  /// A call that hands over records was refused because it breaks the contract: nothing from here on is committed, and
  /// the run will not end in success.
  void broke_contract() noexcept { broken_.store(true); }
  void log(std::int32_t level, std::string_view message, std::string_view fields);
  void progress(std::uint64_t done, std::uint64_t total, std::string_view noun);
  sg_rc fetch(const ipc::Fetch& request, const sg_http_sink& sink, ipc::Outcome& outcome);
  /// `end` is filled in unless the run is stopped while it waits.
  sg_rc git(const ipc::Git& request, ipc::GitEnd& end);

  // [main thread] the frames of the worker's own life
  void send(ipc::Type type, std::string_view payload);
  /// Sends all that waits, then DONE. Nothing may follow.
  void done(ipc::Done done);

 private:
  using Time = std::chrono::steady_clock::time_point;
  /// Frames for one caller that waits: a fetch, or the reading of records.
  struct Inbox {
    std::deque<ipc::Frame> frames;
    std::condition_variable arrived;
  };

  /// One request that waits for its answers.
  struct Stream {
    std::uint32_t id = 0;
    std::shared_ptr<Inbox> inbox = std::make_shared<Inbox>();
  };

  void receive();
  void tick();
  void deliver(ipc::Frame frame);
  ipc::Frame await(Inbox& inbox, const char* why);
  bool flush(std::unique_lock<std::mutex>& lock, bool may_wait);
  sg_rc open_stream(Stream& stream, std::string& why);
  void close_stream(const Stream& stream, bool ended);
  sg_rc hand_over(const ipc::Frame& frame, const sg_http_sink& sink);

  os::Channel& channel_;
  ipc::Receiver& receiver_;
  ipc::Sender sender_;
  std::unique_ptr<os::Page> unit_page_;
  const std::chrono::milliseconds lease_;
  std::atomic<sg_rc> stopped_{SG_OK};
  std::atomic<bool> broken_{false};
  std::atomic<std::int64_t> last_sent_{0};  ///< steady milliseconds of the last frame, for unit()

  // Records and checkpoints on their way out.
  std::mutex out_mutex_;
  std::condition_variable out_changed_;
  std::string records_;  ///< of the batch that grows
  std::vector<std::uint32_t> lengths_;
  std::string token_;  ///< the checkpoint behind the batch
  bool has_token_ = false;
  Time oldest_{};
  std::uint64_t credit_ = 0;
  bool flushing_ = false;  ///< somebody is sending a batch: keeps EMIT and CHECKPOINT in order
  bool emitted_ = false;   ///< run thread only
  bool refused_ = false;   ///< emit() gave records back, because the run is stopped
  bool finishing_ = false, closing_ = false;

  // Progress, thinned out.
  std::mutex progress_mutex_;
  ipc::Progress progress_;
  bool progress_waits_ = false;
  Time progress_sent_{};

  std::mutex in_mutex_;
  std::map<std::uint32_t, std::shared_ptr<Inbox>> streams_;  ///< fetches and git requests
  Inbox records_in_;
  std::uint32_t next_stream_ = 1;

  std::thread receiver_thread_, ticker_thread_;
};

}  // namespace streamguard::worker
