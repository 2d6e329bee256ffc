#include "os/process.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string_view>

#include "os/channel_win32.hpp"
#include "os/launch_win32.hpp"
#include "os/paths.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

/// The exit code of what we ended; Windows keeps the numbers with this pattern of bits for programs' own use.
constexpr DWORD kKilled = 0xE0534700;
/// Beyond this the system itself ended the process: an NTSTATUS of severity "error".
constexpr DWORD kFirstStatus = 0xC0000000;

struct StatusWords {
  DWORD status;
  const char* words;
};
constexpr std::array kStatusWords{
    StatusWords{0xC0000005, "an access violation"},
    StatusWords{0xC0000006, "a disk error under mapped memory"},
    StatusWords{0xC0000017, "the end of memory"},
    StatusWords{0xC000001D, "an illegal instruction"},
    StatusWords{0xC0000025, "an exception that cannot be continued"},
    StatusWords{0xC0000094, "an integer division by zero"},
    StatusWords{0xC00000FD, "a stack overflow"},
    StatusWords{0xC0000135, "a DLL that is missing"},
    StatusWords{0xC0000139, "a function that is missing in a DLL"},
    StatusWords{0xC000013A, "Ctrl-C"},
    StatusWords{0xC0000142, "a DLL that could not begin"},
    StatusWords{0xC0000374, "a broken heap"},
    StatusWords{0xC0000409, "a stack buffer overrun or abort"},
    StatusWords{0xC0000417, "a bad argument to a function of the C library"},
    StatusWords{0xC000041D, "an exception in a callback"},
    StatusWords{0xC0000420, "a failed assertion"},
};

class WindowsProcess final : public Process {
 public:
  explicit WindowsProcess(Launched launched)
      : process_(std::move(launched.process)), job_(std::move(launched.job)), id_(launched.id) {}
  ~WindowsProcess() override {
    kill();
    wait(std::chrono::milliseconds{-1});
  }

  std::int64_t id() const noexcept override { return id_; }

  void kill() noexcept override {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    ::TerminateJobObject(job_.get(), kKilled);
  }

  std::optional<Exit> wait(std::chrono::milliseconds timeout) override {
    {
      const std::lock_guard lock(mutex_);
      if (end_) return end_;
    }
    constexpr std::int64_t kLongest = 0x7FFFFFFF;
    const DWORD most =
        timeout.count() < 0 ? INFINITE : static_cast<DWORD>(std::min<std::int64_t>(timeout.count(), kLongest));
    if (::WaitForSingleObject(process_.get(), most) != WAIT_OBJECT_0) return std::nullopt;
    DWORD code = 0;
    ::GetExitCodeProcess(process_.get(), &code);
    const std::lock_guard lock(mutex_);
    ::TerminateJobObject(job_.get(), kKilled);  // what it left behind
    end_ = Exit{code >= kFirstStatus, static_cast<int>(code)};
    return end_;
  }

  std::uint64_t memory() const noexcept override {
    const std::lock_guard lock(mutex_);
    PROCESS_MEMORY_COUNTERS counters{};
    if (end_ || ::K32GetProcessMemoryInfo(process_.get(), &counters, sizeof counters) == FALSE) return 0;
    return counters.WorkingSetSize;
  }

 private:
  const UniqueHandle process_, job_;
  const std::int64_t id_;
  mutable std::mutex mutex_;
  std::optional<Exit> end_;
};

Result<UniqueHandle> input_from(const std::filesystem::path& file) {
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  const std::wstring path = file.empty() ? L"NUL" : long_path(file);
  UniqueHandle handle(::CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    &inherited, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!handle) return system_error("open " + (file.empty() ? std::string("NUL") : file.string()));
  return handle;
}

}  // namespace

std::string Exit::words() const {
  if (!signalled && code == ERROR_NOT_ENOUGH_QUOTA) return "ended by the system: its processor time is used up";
  if (!signalled) return "exit code " + std::to_string(code);
  const auto status = static_cast<DWORD>(code);
  if (status == kKilled) return "killed by this program";
  std::array<char, 16> number{};
  std::snprintf(number.data(), number.size(), "0x%08lX", status);
  for (const StatusWords& known : kStatusWords) {
    if (known.status == status) return std::string("ended by ") + known.words + " (" + number.data() + ")";
  }
  return std::string("ended by the system with status ") + number.data();
}

Result<Spawned> spawn(const SpawnOptions& options) {
  const std::string place = "starting " + options.program.string();
  auto channel = pipe_pair(PipeUse::frames, kChannelBufferBytes);
  if (!channel) return std::move(channel).error().in(place);
  auto output = pipe_pair(PipeUse::output, kOutputBufferBytes);
  if (!output) return std::move(output).error().in(place);
  auto input = input_from(options.input);
  if (!input) return std::move(input).error().in(place);

  Launch command;
  command.program = options.program;
  for (std::string argument : options.arguments) {
    constexpr std::string_view kPlaceHolder = "{channel}";
    const std::size_t at = argument.find(kPlaceHolder);
    if (at != std::string::npos) {
      const auto number = reinterpret_cast<std::uintptr_t>(channel->theirs.get());
      argument.replace(at, kPlaceHolder.size(), std::to_string(number));
    }
    command.arguments.push_back(std::move(argument));
  }
  command.environment = &options.environment;
  command.folder = options.folder;
  command.input = input->get();
  command.output = output->theirs.get();
  command.channel = channel->theirs.get();
  command.memory = options.memory;
  command.cpu = options.cpu;
  command.confined = options.confined;
  auto launched = launch(command);
  if (!launched) return std::move(launched).error();
  return Spawned{std::make_unique<WindowsProcess>(std::move(*launched)), make_channel(std::move(channel->ours)),
                 make_channel(std::move(output->ours))};
}

std::filesystem::path find_program(const std::string& name) {
  std::string path = environment("PATH").value_or("");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
    const std::filesystem::path place(folder);
    if (!place.is_absolute()) continue;  // never from wherever the host happens to run
    for (const char* ending : {"", ".exe"}) {
      std::filesystem::path candidate = place / (name + ending);
      if (candidate.extension() != ".exe") continue;
      std::error_code ignored;
      if (std::filesystem::is_regular_file(candidate, ignored)) return candidate;
    }
  }
  return {};
}

std::filesystem::path executable_path() {
  std::wstring path(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = ::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    if (length == 0) return {};
    if (length < path.size()) return path.substr(0, length);
    path.resize(path.size() * 2);
  }
}

std::int64_t own_id() noexcept { return ::GetCurrentProcessId(); }

void end_now(int code) noexcept {
  ::TerminateProcess(::GetCurrentProcess(), static_cast<UINT>(code));
  for (;;) ::Sleep(INFINITE);
}

void forbid_core_files() noexcept {
  // No windows either: a question on the screen of a crashed worker would hold its host up. Children inherit it.
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
}

}  // namespace streamguard::os
