#include "os/launch_win32.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace streamguard::os {

namespace {

/// Of a program like git, which starts others.
constexpr DWORD kMostProcesses = 64;
constexpr DWORD kOwnBits =
    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION | JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
/// What SDK headers of several ages name differently: CREATION_CHILD_PROCESS_RESTRICTED.
constexpr DWORD kNoChildren = 1;
/// PROCESS_CREATION_MITIGATION_POLICY_..._ALWAYS_ON of extension points, images from elsewhere and of low integrity.
constexpr DWORD64 kMitigations = (DWORD64{1} << 32U) | (DWORD64{1} << 52U) | (DWORD64{1} << 56U);

/// As CommandLineToArgvW and the C library take it apart again.
void add_quoted(std::wstring& line, const std::wstring& argument) {
  if (!line.empty()) line += L' ';
  if (!argument.empty() && argument.find_first_of(L" \t\n\v\"") == std::wstring::npos) {
    line += argument;
    return;
  }
  line += L'"';
  std::size_t backslashes = 0;
  for (const wchar_t letter : argument) {
    if (letter == L'\\') {
      ++backslashes;
      continue;
    }
    line.append(letter == L'"' ? 2 * backslashes + 1 : backslashes, L'\\');
    line += letter;
    backslashes = 0;
  }
  line.append(2 * backslashes, L'\\');
  line += L'"';
}

/// "a=1\0b=2\0\0", sorted as the system wants it: without regard to case.
std::wstring block_of(const std::map<std::string, std::string>& environment) {
  std::vector<std::pair<std::wstring, std::wstring>> sorted;
  for (const auto& [name, value] : environment) sorted.emplace_back(wide(name), wide(value));
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return ::CompareStringOrdinal(a.first.c_str(), -1, b.first.c_str(), -1, TRUE) == CSTR_LESS_THAN;
  });
  std::wstring block;
  for (const auto& [name, value] : sorted) block += name + L'=' + value + L'\0';
  if (block.empty()) block += L'\0';
  return block + L'\0';
}

enum class Screen { closed, open };

Result<UniqueHandle> make_job(const Launch& command, Screen screen) {
  UniqueHandle job(::CreateJobObjectW(nullptr, nullptr));
  if (!job) return system_error("make a job object");
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = kOwnBits;
  limits.BasicLimitInformation.ActiveProcessLimit = command.confined ? 1 : kMostProcesses;
  if (command.memory != 0) {
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_JOB_MEMORY;
    limits.JobMemoryLimit = command.memory;
  }
  if (command.cpu.count() > 0) {
    constexpr LONGLONG kTicksPerMs = 10'000;
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_TIME;
    limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart = command.cpu.count() * kTicksPerMs;
  }
  if (::SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits) == FALSE) {
    return system_error("limit a job object");
  }
  if (screen == Screen::closed) {
    JOBOBJECT_BASIC_UI_RESTRICTIONS all{};
    all.UIRestrictionsClass = JOB_OBJECT_UILIMIT_HANDLES | JOB_OBJECT_UILIMIT_READCLIPBOARD |
                              JOB_OBJECT_UILIMIT_WRITECLIPBOARD | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS |
                              JOB_OBJECT_UILIMIT_DISPLAYSETTINGS | JOB_OBJECT_UILIMIT_GLOBALATOMS |
                              JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_EXITWINDOWS;
    if (::SetInformationJobObject(job.get(), JobObjectBasicUIRestrictions, &all, sizeof all) == FALSE) {
      return system_error("keep a job object from the screen");
    }
  }
  return job;
}

/// Ours without privileges. The groups stay: a token that may not be opened by its own process, as one without the
/// Administrators of an elevated host would be, could not be lowered in the worker any more. Nothing where the system
/// makes none: then the worker finds and reports that it has privileges.
UniqueHandle lesser_token() {
  HANDLE raw = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_DUPLICATE | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY, &raw) == FALSE) {
    return {};
  }
  const UniqueHandle own(raw);
  HANDLE made = nullptr;
  if (::CreateRestrictedToken(own.get(), DISABLE_MAX_PRIVILEGE, 0, nullptr, 0, nullptr, 0, nullptr, &made) == FALSE) {
    return {};
  }
  return UniqueHandle(made);
}

/// What STARTUPINFOEX adds. The values that it points to live here too.
class Attributes {
 public:
  Attributes(const Launch& command, HANDLE job)
      : handles_{command.input, command.output, command.channel}, job_(job), mitigations_(kMitigations) {
    constexpr DWORD kMost = 4;
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, kMost, 0, &size);
    memory_ = std::make_unique<char[]>(size);
    whole_ = ::InitializeProcThreadAttributeList(list(), kMost, 0, &size) != FALSE;
    begun_ = whole_;
    add(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(), sizeof handles_);
    add(PROC_THREAD_ATTRIBUTE_JOB_LIST, &job_, sizeof job_);
    if (!command.confined) return;
    add(PROC_THREAD_ATTRIBUTE_CHILD_PROCESS_POLICY, &no_children_, sizeof no_children_);
    add(PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY, &mitigations_, sizeof mitigations_);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() {
    if (begun_) ::DeleteProcThreadAttributeList(list());
  }
  LPPROC_THREAD_ATTRIBUTE_LIST list() const noexcept {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.get());
  }
  bool whole() const noexcept { return whole_; }

 private:
  void add(DWORD_PTR which, void* value, SIZE_T size) {
    whole_ = whole_ && ::UpdateProcThreadAttribute(list(), 0, which, value, size, nullptr, nullptr) != FALSE;
  }
  std::array<HANDLE, 3> handles_;
  HANDLE job_;
  DWORD no_children_ = kNoChildren;
  DWORD64 mitigations_;
  std::unique_ptr<char[]> memory_;
  bool whole_ = false, begun_ = false;
};

/// The folder of the system, which exists, is nobody's to write in, and is not where the host happens to run.
std::wstring usual_folder() {
  std::array<wchar_t, MAX_PATH> text{};
  const UINT length = ::GetSystemDirectoryW(text.data(), static_cast<UINT>(text.size()));
  return {text.data(), std::min<std::size_t>(length, text.size())};
}

Result<Launched> launch_in_job(const Launch& command, Screen screen) {
  const std::string what = "start " + command.program.string();
  auto job = make_job(command, screen);
  if (!job) return std::move(job).error();
  const Attributes attributes(command, job->get());
  if (!attributes.whole()) return system_error(what + ": hand over its handles");

  const std::wstring program = std::filesystem::path(command.program).make_preferred().native();
  std::wstring line = command_line(command.program, command.arguments);
  std::wstring environment = block_of(*command.environment);
  const std::wstring folder = command.folder.empty() ? usual_folder() : command.folder.native();

  STARTUPINFOEXW start{};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = command.input;
  start.StartupInfo.hStdOutput = command.output;
  start.StartupInfo.hStdError = command.output;
  start.lpAttributeList = attributes.list();
  // Our Ctrl-C is not for it. Programs of ours start no others; those of git's would each open a window if there were
  // no console for them, unseen as it is.
  const bool ours = command.program.filename().native().starts_with(L"streamguard-");
  const DWORD flags =
      EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT | (ours ? DETACHED_PROCESS : CREATE_NO_WINDOW);
  PROCESS_INFORMATION made{};
  const UniqueHandle lesser = command.confined ? lesser_token() : UniqueHandle();
  BOOL done = FALSE;
  if (lesser) {
    done = ::CreateProcessAsUserW(lesser.get(), program.c_str(), line.data(), nullptr, nullptr, TRUE, flags,
                                  environment.data(), folder.c_str(), &start.StartupInfo, &made);
  }
  if (done == FALSE) {
    done = ::CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, flags, environment.data(),
                            folder.c_str(), &start.StartupInfo, &made);
  }
  if (done == FALSE) return system_error(what);
  const UniqueHandle thread(made.hThread);
  return Launched{UniqueHandle(made.hProcess), std::move(*job), made.dwProcessId};
}

}  // namespace

std::wstring command_line(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::wstring line;
  add_quoted(line, std::filesystem::path(program).make_preferred().native());
  for (const std::string& argument : arguments) add_quoted(line, wide(argument));
  return line;
}

Result<Launched> launch(const Launch& command) {
  if (!command.confined) return launch_in_job(command, Screen::open);
  // A host that is in a job itself, as services and build machines have it, gets none with limits on the screen inside.
  auto closed = launch_in_job(command, Screen::closed);
  return closed ? std::move(closed) : launch_in_job(command, Screen::open);
}

}  // namespace streamguard::os
