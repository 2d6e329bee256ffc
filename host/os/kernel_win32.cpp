#include "os/kernel.hpp"

#include <array>

#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

/// A function of a system library that older systems lack.
template <class Function>
Function* system_function(const wchar_t* library, const char* name) noexcept {
  const HMODULE module = ::GetModuleHandleW(library);
  const FARPROC found = module != nullptr ? ::GetProcAddress(module, name) : nullptr;
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(found));
}

const char* wine_version() noexcept {
  auto* ask = system_function<const char * CDECL()>(L"ntdll.dll", "wine_get_version");
  return ask != nullptr ? ask() : nullptr;
}

std::string system_name() {
  OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  // The documented one tells programs without a manifest an older number.
  auto* ask = system_function<LONG WINAPI(OSVERSIONINFOW*)>(L"ntdll.dll", "RtlGetVersion");
  if (ask == nullptr || ask(&version) != 0) return "Windows";
  std::string name = "Windows " + std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion);
  name += "." + std::to_string(version.dwBuildNumber);
  if (auto* wine = system_function<const char * CDECL()>(L"ntdll.dll", "wine_get_version")) {
    name += std::string(" (Wine ") + wine() + ")";
  }
  return name;
}

Isolation::Means job_objects() {
  const UniqueHandle job(::CreateJobObjectW(nullptr, nullptr));
  if (job) return {"job object", true, "ends with the host, one process, limited memory, nothing of the screen"};
  return {"job object", false, reason_of(::GetLastError())};
}

Isolation::Means lesser_token() {
  HANDLE raw = nullptr, made = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_DUPLICATE | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY, &raw) == FALSE) {
    return {"restricted token", false, reason_of(::GetLastError())};
  }
  const UniqueHandle own(raw);
  if (::CreateRestrictedToken(own.get(), DISABLE_MAX_PRIVILEGE, 0, nullptr, 0, nullptr, 0, nullptr, &made) == FALSE) {
    return {"restricted token", false, reason_of(::GetLastError())};
  }
  const UniqueHandle token(made);
  return {"restricted token", true, "no privileges"};
}

Isolation::Means low_integrity() {
  HANDLE raw = nullptr;
  std::array<char, 512> memory{};
  DWORD size = 0;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &raw) != FALSE) {
    const UniqueHandle own(raw);
    if (::GetTokenInformation(own.get(), TokenIntegrityLevel, memory.data(), static_cast<DWORD>(memory.size()),
                              &size) != FALSE) {
      return {"low integrity", true, "writes to the scratch folder alone"};
    }
  }
  return {"low integrity", false, reason_of(::GetLastError())};
}

Isolation::Means mitigations() {
  if (system_function<void()>(L"kernel32.dll", "SetProcessMitigationPolicy") != nullptr) {
    return {"mitigation policies", true, "no child processes, no libraries from elsewhere, no extension points"};
  }
  return {"mitigation policies", false, "this system has none: use Windows 10 or later"};
}

}  // namespace

Isolation isolation() {
  Isolation out;
  out.kernel = system_name();
  out.means = {job_objects(), lesser_token(), low_integrity(), mitigations()};
  out.open = {
      "Landlock and seccomp do not exist on Windows: a plugin can read what the user can read, and can open "
      "connections of its own. Run plugins that you do not trust on Linux, or as a user without files"};
  if (wine_version() != nullptr) {
    out.open.emplace_back(
        "Wine accepts limits on processes, low integrity and mitigation policies, and does not keep them: use a real "
        "Windows");
  }
  return out;
}

}  // namespace streamguard::os
