#include "os/channel_win32.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <mutex>
#include <random>
#include <vector>

namespace streamguard::os {

namespace {

/// Pieces up to this length are laid together, since a pipe takes one piece in each call.
constexpr std::size_t kSmallPiece = 16 * 1024;
constexpr std::size_t kMostAtOnce = 1 << 20;

bool is_end(DWORD number) noexcept {
  return number == ERROR_BROKEN_PIPE || number == ERROR_NO_DATA || number == ERROR_PIPE_NOT_CONNECTED ||
         number == ERROR_HANDLE_EOF;
}

UniqueHandle make_event() { return UniqueHandle(::CreateEventW(nullptr, TRUE, FALSE, nullptr)); }

/// shutdown() closes the handle, for only that is an end to the other side; but never under a call that uses it.
class PipeChannel final : public Channel {
 public:
  explicit PipeChannel(UniqueHandle pipe) : pipe_(std::move(pipe)) {}
  ~PipeChannel() override { shutdown(); }

  Result<std::size_t> read_some(std::span<char> into) override { return read_some(into, -1); }

  Result<std::size_t> read_some(std::span<char> into, int timeout_ms) override {
    const Use use(*this);
    if (!use.allowed()) return std::size_t{0};
    for (;;) {
      OVERLAPPED state{};
      state.hEvent = reading_.get();
      const auto most = static_cast<DWORD>(std::min(into.size(), kMostAtOnce));
      const BOOL at_once = ::ReadFile(pipe_.get(), into.data(), most, nullptr, &state);
      const Finished end = finish(at_once, state, timeout_ms);
      if (end.number == ERROR_SUCCESS && end.bytes == 0) continue;  // somebody wrote nothing, which is not the end
      if (end.number == ERROR_SUCCESS) return static_cast<std::size_t>(end.bytes);
      if (end.number == ERROR_OPERATION_ABORTED && end.timed_out) {
        return Error{Code::transient, "nothing came within " + std::to_string(timeout_ms) + " ms"};
      }
      if (end.number == ERROR_OPERATION_ABORTED || is_end(end.number)) return std::size_t{0};
      return system_error("read from a channel", end.number);
    }
  }

  Status write(std::span<const std::string_view> pieces) override {
    const Use use(*this);
    gathered_.clear();
    for (const std::string_view piece : pieces) {
      if (gathered_.size() + piece.size() <= kSmallPiece) {
        gathered_.insert(gathered_.end(), piece.begin(), piece.end());
        continue;
      }
      if (Status done = write_gathered(use); !done) return done;
      if (Status done = write_all(use, piece); !done) return done;
    }
    return write_gathered(use);
  }

  void shutdown() noexcept override {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    ::SetEvent(stop_.get());
    if (!pipe_) return;
    ::CancelIoEx(pipe_.get(), nullptr);
    if (users_ == 0) pipe_.reset();
  }

 private:
  /// A call that uses the handle.
  class Use {
   public:
    explicit Use(PipeChannel& channel) : channel_(channel) {
      const std::lock_guard lock(channel_.mutex_);
      allowed_ = !channel_.closed_;
      if (allowed_) ++channel_.users_;
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() {
      if (!allowed_) return;
      const std::lock_guard lock(channel_.mutex_);
      if (--channel_.users_ == 0 && channel_.closed_) channel_.pipe_.reset();
    }
    bool allowed() const noexcept { return allowed_; }

   private:
    PipeChannel& channel_;
    bool allowed_ = false;
  };

  struct Finished {
    DWORD number = ERROR_SUCCESS;
    DWORD bytes = 0;
    bool timed_out = false;
  };

  /// Waits for the end of one operation. What was under way when the time was over, or shutdown() came, is taken back,
  /// unless it came to its end meanwhile.
  Finished finish(BOOL at_once, OVERLAPPED& state, int timeout_ms) {
    Finished out;
    if (at_once == FALSE) {
      out.number = ::GetLastError();
      if (out.number != ERROR_IO_PENDING) return out;
    }
    const std::array<HANDLE, 2> either{state.hEvent, stop_.get()};
    const DWORD most = timeout_ms < 0 ? INFINITE : static_cast<DWORD>(timeout_ms);
    const DWORD woken = ::WaitForMultipleObjects(2, either.data(), FALSE, most);
    if (woken != WAIT_OBJECT_0) {
      out.timed_out = woken == WAIT_TIMEOUT;
      ::CancelIoEx(pipe_.get(), &state);
    }
    out.number =
        ::GetOverlappedResult(pipe_.get(), &state, &out.bytes, TRUE) != FALSE ? ERROR_SUCCESS : ::GetLastError();
    return out;
  }

  Status write_gathered(const Use& use) {
    const Status done = write_all(use, {gathered_.data(), gathered_.size()});
    gathered_.clear();
    return done;
  }

  Status write_all(const Use& use, std::string_view bytes) {
    while (!bytes.empty()) {
      if (!use.allowed()) return Error{Code::cancelled, "closed by this process"};
      OVERLAPPED state{};
      state.hEvent = writing_.get();
      const auto most = static_cast<DWORD>(std::min(bytes.size(), kMostAtOnce));
      const Finished end = finish(::WriteFile(pipe_.get(), bytes.data(), most, nullptr, &state), state, -1);
      if (end.number == ERROR_OPERATION_ABORTED || is_end(end.number)) {
        return Error{Code::cancelled, "closed by the other process"};
      }
      if (end.number != ERROR_SUCCESS) return system_error("write to a channel", end.number);
      bytes.remove_prefix(end.bytes);
    }
    return {};
  }

  UniqueHandle pipe_;
  const UniqueHandle stop_ = make_event(), reading_ = make_event(), writing_ = make_event();
  std::vector<char> gathered_;  ///< the writer's
  std::mutex mutex_;
  int users_ = 0;
  bool closed_ = false;
};

std::wstring new_name() {
  static std::atomic<unsigned> next{0};
  std::random_device random;
  std::string name = "\\\\.\\pipe\\streamguard-" + std::to_string(::GetCurrentProcessId());
  name += "-" + std::to_string(next.fetch_add(1));
  for (int i = 0; i < 4; ++i) name += "-" + std::to_string(random());
  return wide(name);
}

}  // namespace

Result<PipePair> pipe_pair(PipeUse use, DWORD buffer_bytes) {
  const std::wstring name = new_name();
  const bool frames = use == PipeUse::frames;
  const DWORD direction = frames ? PIPE_ACCESS_DUPLEX : PIPE_ACCESS_INBOUND;
  PipePair pair;
  pair.ours =
      UniqueHandle(::CreateNamedPipeW(name.c_str(), direction | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                      PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1,
                                      buffer_bytes, buffer_bytes, 0, nullptr));
  if (!pair.ours) return system_error("make a pipe");
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  const DWORD flags = SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS | (frames ? FILE_FLAG_OVERLAPPED : 0U);
  const DWORD access = frames ? GENERIC_READ | GENERIC_WRITE : GENERIC_WRITE | FILE_READ_ATTRIBUTES;
  pair.theirs = UniqueHandle(::CreateFileW(name.c_str(), access, 0, &inherited, OPEN_EXISTING, flags, nullptr));
  if (!pair.theirs) return system_error("open a pipe");
  return pair;
}

std::unique_ptr<Channel> make_channel(UniqueHandle handle) { return std::make_unique<PipeChannel>(std::move(handle)); }

Result<std::pair<std::unique_ptr<Channel>, std::unique_ptr<Channel>>> Channel::pair() {
  auto made = pipe_pair(PipeUse::frames, kChannelBufferBytes);
  if (!made) return std::move(made).error();
  ::SetHandleInformation(made->theirs.get(), HANDLE_FLAG_INHERIT, 0);
  return std::pair{make_channel(std::move(made->ours)), make_channel(std::move(made->theirs))};
}

Result<std::unique_ptr<Channel>> Channel::inherited(const std::string& argument) {
  std::uintptr_t number = 0;
  const char* end = argument.data() + argument.size();
  const auto [stop, failure] = std::from_chars(argument.data(), end, number);
  const auto handle = reinterpret_cast<HANDLE>(number);
  if (failure != std::errc{} || stop != end || number == 0 || ::GetFileType(handle) != FILE_TYPE_PIPE) {
    return Error{Code::config, "channel \"" + argument +
                                   "\" is not an inherited pipe: this program is started by "
                                   "streamguard, not by hand"};
  }
  ::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0);
  return make_channel(UniqueHandle(handle));
}

}  // namespace streamguard::os
