#include "os/signals.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

/// The system calls us on a thread of its own, which has to find the watch.
class EventWatch;
std::mutex watch_mutex;
EventWatch* watch_now = nullptr;
/// Set when the watch is gone, and so the run is over.
HANDLE over() {
  static const HANDLE event = ::CreateEventW(nullptr, TRUE, TRUE, nullptr);
  return event;
}

class EventWatch final : public StopSignals {
 public:
  explicit EventWatch(std::function<void(int)> on_stop) : on_stop_(std::move(on_stop)) {
    ::ResetEvent(over());
    {
      const std::lock_guard lock(watch_mutex);
      watch_now = this;
    }
    // Whoever started us may have switched Ctrl-C off for all its children.
    ::SetConsoleCtrlHandler(nullptr, FALSE);
    ::SetConsoleCtrlHandler(on_event, TRUE);
    thread_ = std::thread([this] { loop(); });
  }

  ~EventWatch() override {
    ::SetConsoleCtrlHandler(on_event, FALSE);
    {
      const std::lock_guard lock(watch_mutex);
      watch_now = nullptr;
    }
    leaving_.store(true);
    ::ReleaseSemaphore(requests_.get(), 1, nullptr);
    thread_.join();
    ::SetEvent(over());
  }

 private:
  static BOOL WINAPI on_event(DWORD kind) {
    {
      const std::lock_guard lock(watch_mutex);
      if (watch_now == nullptr) return FALSE;
      ::ReleaseSemaphore(watch_now->requests_.get(), 1, nullptr);
    }
    // After these the process is ended as soon as this returns, or when the system's patience is over: some seconds in
    // which the run can stop in order.
    const bool last = kind == CTRL_CLOSE_EVENT || kind == CTRL_LOGOFF_EVENT || kind == CTRL_SHUTDOWN_EVENT;
    if (last) {
      ::WaitForSingleObject(over(), INFINITE);
      constexpr DWORD kForLastWords = 2'000;
      ::Sleep(kForLastWords);  // the program ends by itself meanwhile, and this thread with it
    }
    return TRUE;
  }

  void loop() {
    int count = 0;
    while (::WaitForSingleObject(requests_.get(), INFINITE) == WAIT_OBJECT_0 && !leaving_.load()) on_stop_(++count);
  }

  static constexpr LONG kMostRequests = 1'000'000;
  std::function<void(int)> on_stop_;
  std::atomic<bool> leaving_{false};
  const UniqueHandle requests_{::CreateSemaphoreW(nullptr, 0, kMostRequests, nullptr)};
  std::thread thread_;
};

}  // namespace

std::unique_ptr<StopSignals> StopSignals::watch(std::function<void(int)> on_stop) {
  return std::make_unique<EventWatch>(std::move(on_stop));
}

}  // namespace streamguard::os
