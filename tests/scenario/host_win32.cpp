#include "host.hpp"

// clang-format off
#include "os/windows_win32.hpp"
#include <tlhelp32.h>
// clang-format on

#include <array>
#include <atomic>
#include <filesystem>
#include <stdexcept>

#include "os/channel_win32.hpp"
#include "os/launch_win32.hpp"

namespace streamguard::scenario {

namespace {

/// The exit code of what a test killed, of those that no program ends with by itself.
constexpr UINT kKilled = 0xE0000009;
/// From here on the system speaks, or somebody who killed.
constexpr DWORD kFirstStatus = 0xC0000000;

/// Variables of ours, for as long as a child is being made.
class Lent {
 public:
  explicit Lent(const std::vector<std::pair<std::string, std::string>>& variables) {
    for (const auto& [name, value] : variables) {
      before_.emplace_back(os::wide(name), of(os::wide(name)));
      ::SetEnvironmentVariableW(os::wide(name).c_str(), os::wide(value).c_str());
    }
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  ~Lent() {
    for (const auto& [name, value] : before_) ::SetEnvironmentVariableW(name.c_str(), value ? value->c_str() : nullptr);
  }

 private:
  static std::optional<std::wstring> of(const std::wstring& name) {
    std::wstring value(::GetEnvironmentVariableW(name.c_str(), nullptr, 0), L'\0');
    if (value.empty()) return std::nullopt;
    value.resize(::GetEnvironmentVariableW(name.c_str(), value.data(), static_cast<DWORD>(value.size())));
    return value;
  }
  std::vector<std::pair<std::wstring, std::optional<std::wstring>>> before_;
};

std::wstring new_errors_file() {
  static std::atomic<unsigned> next{0};
  return (std::filesystem::temp_directory_path() /
          ("streamguard-errors-" + std::to_string(::GetCurrentProcessId()) + "-" + std::to_string(next.fetch_add(1))))
      .wstring();
}

os::UniqueHandle open_errors(const std::wstring& name, DWORD access, DWORD how, DWORD flags, bool inherited) {
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, inherited ? TRUE : FALSE};
  os::UniqueHandle handle(::CreateFileW(name.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                        &attributes, how, flags, nullptr));
  if (!handle) throw std::runtime_error("no file for what a program says");
  return handle;
}

BOOL WINAPI pass_by(DWORD) { return TRUE; }

/// The program has a console of its own, which we join for so long. Whoever is in it hears the event, so do we.
void console_event(pid_t program, DWORD event) {
  ::FreeConsole();
  if (::AttachConsole(static_cast<DWORD>(program)) == FALSE) throw std::runtime_error("the program has no console");
  ::SetConsoleCtrlHandler(pass_by, TRUE);
  const BOOL done = ::GenerateConsoleCtrlEvent(event, 0);
  ::FreeConsole();
  if (done == FALSE) throw std::runtime_error("no event reaches the program");
}

HANDLE handle_of(std::intptr_t held) { return reinterpret_cast<HANDLE>(held); }

}  // namespace

const EndingWords kEndings{"exit code 3", "ended by an access violation", "ended by the system with status 0xE0000009",
                           "its processor time is used up"};

ProcessHandle::ProcessHandle(pid_t id) : id_(id), held_(-1) {
  const HANDLE handle =
      ::OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(id));
  if (handle != nullptr) held_ = reinterpret_cast<std::intptr_t>(handle);
}

ProcessHandle::~ProcessHandle() {
  if (held_ != -1) ::CloseHandle(handle_of(held_));
}

void ProcessHandle::interrupt() const { console_event(id_, CTRL_C_EVENT); }
void ProcessHandle::terminate() const { console_event(id_, CTRL_BREAK_EVENT); }

void ProcessHandle::kill() const {
  if (held_ != -1) ::TerminateProcess(handle_of(held_), kKilled);
}

bool ProcessHandle::gone(std::chrono::milliseconds patience) const {
  return held_ == -1 || ::WaitForSingleObject(handle_of(held_), static_cast<DWORD>(patience.count())) == WAIT_OBJECT_0;
}

struct Host::Ends {
  std::unique_ptr<os::Channel> output;
  os::UniqueHandle errors;
  os::UniqueHandle process;  ///< may be asked for its exit code, whoever ended it
};

Host::Host(std::vector<std::string> arguments, const Options& options) : ends_(std::make_unique<Ends>()) {
  auto pipe = os::pipe_pair(os::PipeUse::output, os::kOutputBufferBytes);
  if (!pipe) throw std::runtime_error(pipe.error().message);
  const std::wstring name = new_errors_file();
  ends_->errors = open_errors(name, GENERIC_READ, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, false);
  const os::UniqueHandle errors = open_errors(name, FILE_APPEND_DATA, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, true);
  const os::UniqueHandle nothing = open_errors(L"NUL", GENERIC_READ, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, true);

  STARTUPINFOW start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = nothing.get();
  start.hStdOutput = pipe->theirs.get();
  start.hStdError = errors.get();
  const std::filesystem::path program(STREAMGUARD_PROGRAM);
  std::wstring line = os::command_line(program, arguments);
  PROCESS_INFORMATION made{};
  const Lent lent(options.environment);
  if (::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW, nullptr, nullptr, &start,
                       &made) == FALSE) {
    throw std::runtime_error("no program can be started: " + os::reason_of(::GetLastError()));
  }
  ::CloseHandle(made.hThread);
  ends_->process = os::UniqueHandle(made.hProcess);
  ends_->output = os::make_channel(std::move(pipe->ours));
  process_.emplace(static_cast<pid_t>(made.dwProcessId));
}

Host::~Host() {
  if (ended_ || !process_) return;
  process_->kill();
  wait_for_the_end();
}

std::vector<pid_t> Host::workers() const {
  std::vector<pid_t> out;
  const os::UniqueHandle all(::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = ::Process32FirstW(all.get(), &entry); more != FALSE; more = ::Process32NextW(all.get(), &entry)) {
    const bool worker = std::wstring_view(entry.szExeFile).starts_with(L"streamguard-worker");
    if (worker && entry.th32ParentProcessID == static_cast<DWORD>(process_->id()))
      out.push_back(static_cast<pid_t>(entry.th32ProcessID));
  }
  return out;
}

bool Host::read_more() {
  std::array<char, 65536> bytes{};
  auto got = ends_->output->read_some(bytes, static_cast<int>(std::chrono::milliseconds(kPatience).count()));
  if (!got) give_up();
  output_.append(bytes.data(), *got);
  return *got > 0;
}

Ended Host::wait_for_the_end() {
  DWORD code = 0;
  ::WaitForSingleObject(ends_->process.get(), INFINITE);
  ::GetExitCodeProcess(ends_->process.get(), &code);
  return Ended{code >= kFirstStatus, static_cast<int>(code)};
}

std::string Host::errors() const {
  LARGE_INTEGER size{};
  ::GetFileSizeEx(ends_->errors.get(), &size);
  std::string out(static_cast<std::size_t>(size.QuadPart), '\0');
  OVERLAPPED from_the_start{};
  DWORD got = 0;
  ::ReadFile(ends_->errors.get(), out.data(), static_cast<DWORD>(out.size()), &got, &from_the_start);
  out.resize(got);
  return out;
}

}  // namespace streamguard::scenario
