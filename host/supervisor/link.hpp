/// link.hpp: one live worker process and the talk with it. A Link is made, lives through spawn, HELLO, READY, frames,
/// DONE and the process's end, tells the supervisor about it by notices, and is then destroyed; a restart makes
/// another.
///
/// Threads: its reader thread takes frames, reaps the process and sends the last notice (gone); another turns what the
/// plugin prints into log lines; the outbox writes. Public functions may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/result.hpp"
#include "ipc/message.hpp"
#include "ipc/wire.hpp"
#include "os/clock.hpp"
#include "os/page.hpp"
#include "os/process.hpp"
#include "supervisor/ending.hpp"
#include "supervisor/outbox.hpp"

namespace streamguard::supervisor {

/// What happened to a worker, for the supervisor's mailbox.
struct LinkNotice {
  enum class Kind { ready, target_met, gone, log };
  Kind kind = Kind::log;
  Ending ending;                    ///< gone
  LogLevel level = LogLevel::info;  ///< log
  std::string text;                 ///< log: the line; ready: the sandbox in words
  std::string fields_json;          ///< log: as the plugin gave them
};

/// What a worker does besides living: collecting or reporting. Called on the link's reader thread only.
class Role {
 public:
  virtual ~Role() = default;
  /// Told once, before anything else: where frames for the worker go, where a frame's memory goes back to, and how to
  /// say that the target is met.
  virtual void attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool> pool,
                      std::function<void()> target_met) = 0;
  /// A frame that is not of the worker's own life. An Ending ends the worker.
  virtual std::optional<Ending> on_frame(ipc::Frame frame) = 0;
  /// DONE with success arrived: make durable what there is.
  virtual Ending on_done() = 0;
  /// The process is gone, however: forget what is not durable. Exactly once.
  virtual void on_gone() = 0;
  /// True once the worker did its work, whatever becomes of its process.
  virtual std::optional<Cause> achieved() const = 0;
};

class Link {
 public:
  struct Setup {
    std::filesystem::path worker;  ///< the program
    ipc::Start start;
    std::filesystem::path scratch;  ///< made empty before, removed after
    std::filesystem::path page;     ///< the unit page; empty for reporters
    std::uint32_t manifest_crc = 0;
    std::function<void(LinkNotice)> notify;
  };

  Link(Setup setup, std::unique_ptr<Role> role, const os::Clock& clock);
  ~Link();

  void cancel(ipc::CancelWhy why);
  void kill() noexcept;
  /// Why it is being ended from our side; the first one said counts, but a user's stop overrides a hang.
  void condemn(Cause cause, const std::string& why);
  /// The moment its lease runs out.
  os::SteadyTime lease_end() const;
  /// So much of the time that passed was not the worker's.
  void excuse(std::chrono::milliseconds time);
  std::uint64_t memory() const noexcept;

 private:
  void live();
  std::optional<Ending> handle(ipc::Frame frame);
  std::optional<Ending> hello(std::string_view payload);
  std::optional<Ending> line(std::string_view payload);
  Ending finish(const ipc::Done& done);
  Ending converse();
  void reap(Ending& ending);
  void print_lines();
  void log(LogLevel level, std::string text, std::string fields_json = {});
  void renew(std::chrono::milliseconds extend);

  Setup setup_;
  std::unique_ptr<Role> role_;
  const os::Clock& clock_;
  std::unique_ptr<os::Page> page_;
  mutable std::mutex process_mutex_;  ///< for the making of these two, against kill() and cancel()
  os::Spawned spawned_;
  std::shared_ptr<Outbox> outbox_;
  std::string sandbox_;
  bool ready_ = false;
  bool leaving_ = false;  ///< it ends by itself: it said DONE, or closed its channel

  mutable std::mutex state_mutex_;
  std::optional<Ending> condemned_;
  os::SteadyTime lease_end_;
  bool busy_ = false;  ///< a frame is in our hands: the worker is not to blame for the time

  std::mutex log_mutex_;
  os::SteadyTime log_window_{};
  std::size_t log_lines_ = 0, log_dropped_ = 0;

  std::thread reader_, printer_;
};

}  // namespace streamguard::supervisor
