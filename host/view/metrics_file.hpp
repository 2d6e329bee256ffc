/// metrics_file.hpp: `--metrics FILE`: a run's metrics as a file in Prometheus' text format, for the textfile collector
/// of a node exporter or anyone who reads files. Replaced about once a second and at the end: a reader sees a whole
/// file, of one instant. Written on a thread of its own: a disk that hangs does not hold the run, only its end.
///
/// on() and finish() on one thread; the destructor calls finish().
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/event.hpp"
#include "core/result.hpp"
#include "view/exposition.hpp"
#include "view/live_state.hpp"

namespace streamguard::view {

class MetricsFile final : public View {
 public:
  static constexpr std::chrono::milliseconds kInterval{1000};

  /// Writes it for the first time: an Error where that cannot be done.
  static Result<std::unique_ptr<MetricsFile>> open(const std::filesystem::path& path, const Plan& plan,
                                                   const std::string& version);
  ~MetricsFile() override;
  void on(const Event& event) override;
  /// Writes it for the last time, and tells how that went. Nothing is written afterwards.
  Status finish();

 private:
  MetricsFile(std::filesystem::path path, const Plan& plan, std::string version);
  Status write();
  void work();

  const std::filesystem::path path_;
  const std::string version_;
  LiveState state_;
  Highest highest_;  ///< of the thread that writes
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false, leave_ = false;
  std::thread thread_;
};

}  // namespace streamguard::view
