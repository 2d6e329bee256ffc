#include "worker/sandbox.hpp"

#include <algorithm>
#include <array>

#include "os/integrity_win32.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::worker {

namespace {

using os::UniqueHandle;

/// S-1-16-4096: may read what its user reads, and write only what is labelled so.
constexpr DWORD kLowIntegrity = SECURITY_MANDATORY_LOW_RID;
/// Of a token without privileges: to pass through folders, which nobody is without.
constexpr DWORD kPrivilegesLeft = 1;

Error refused(const std::string& what) { return Error{Code::config, what + ": " + os::reason_of(::GetLastError())}; }

UniqueHandle own_token(DWORD access) {
  HANDLE token = nullptr;
  return UniqueHandle(::OpenProcessToken(::GetCurrentProcess(), access, &token) != FALSE ? token : nullptr);
}

/// The host made it, at our birth; without one nothing ends us when the host is gone.
Status be_in_job() {
  BOOL inside = FALSE;
  if (::IsProcessInJob(::GetCurrentProcess(), nullptr, &inside) == FALSE) return refused("job");
  if (inside == FALSE) return Error{Code::config, "job: the host put this process in none"};
  return {};
}

DWORD privileges(HANDLE token) {
  std::array<char, 4096> memory{};
  DWORD size = 0;
  const auto* held = reinterpret_cast<const TOKEN_PRIVILEGES*>(memory.data());
  const BOOL known =
      ::GetTokenInformation(token, TokenPrivileges, memory.data(), static_cast<DWORD>(memory.size()), &size);
  return known != FALSE ? held->PrivilegeCount : ~DWORD{0};
}

DWORD integrity(HANDLE token) {
  std::array<char, 512> memory{};
  DWORD size = 0;
  const auto* label = reinterpret_cast<const TOKEN_MANDATORY_LABEL*>(memory.data());
  const BOOL known =
      ::GetTokenInformation(token, TokenIntegrityLevel, memory.data(), static_cast<DWORD>(memory.size()), &size);
  return known != FALSE ? *::GetSidSubAuthority(label->Label.Sid, 0) : ~DWORD{0};
}

Status lower_integrity(const SandboxRequest& request) {
  if (!request.scratch.empty() && !os::label_low(os::long_path(request.scratch))) {
    return refused("low integrity: the scratch folder");
  }
  std::array<BYTE, SECURITY_MAX_SID_SIZE> sid{};
  auto size = static_cast<DWORD>(sid.size());
  if (::CreateWellKnownSid(WinLowLabelSid, nullptr, sid.data(), &size) == FALSE) return refused("low integrity");
  TOKEN_MANDATORY_LABEL label{{sid.data(), SE_GROUP_INTEGRITY}};
  const UniqueHandle token = own_token(TOKEN_ADJUST_DEFAULT | TOKEN_QUERY);
  if (!token || ::SetTokenInformation(token.get(), TokenIntegrityLevel, &label, sizeof label + size) == FALSE) {
    return refused("low integrity");
  }
  return {};
}

/// What the host's restricted token did not take away already.
Status give_up_privileges() {
  const UniqueHandle token = own_token(TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY);
  std::array<char, 4096> memory{};
  DWORD size = 0;
  auto* held = reinterpret_cast<TOKEN_PRIVILEGES*>(memory.data());
  if (!token || ::GetTokenInformation(token.get(), TokenPrivileges, memory.data(), static_cast<DWORD>(memory.size()),
                                      &size) == FALSE) {
    return refused("privileges");
  }
  LUID passing{};
  ::LookupPrivilegeValueW(nullptr, L"SeChangeNotifyPrivilege", &passing);
  for (DWORD i = 0; i < held->PrivilegeCount; ++i) {
    LUID_AND_ATTRIBUTES& one = held->Privileges[i];
    const bool keeps = one.Luid.LowPart == passing.LowPart && one.Luid.HighPart == passing.HighPart;
    if (!keeps) one.Attributes = SE_PRIVILEGE_REMOVED;
  }
  if (::AdjustTokenPrivileges(token.get(), FALSE, held, 0, nullptr, nullptr) == FALSE) return refused("privileges");
  return {};
}

template <class Policy>
bool enforce(PROCESS_MITIGATION_POLICY which, Policy policy) {
  return ::SetProcessMitigationPolicy(which, &policy, sizeof policy) != FALSE;
}

Status mitigate() {
  PROCESS_MITIGATION_IMAGE_LOAD_POLICY images{};
  images.NoRemoteImages = 1;
  images.NoLowMandatoryLabelImages = 1;  // no library that the plugin wrote itself
  PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY extensions{};
  extensions.DisableExtensionPoints = 1;
  if (!enforce(ProcessImageLoadPolicy, images) || !enforce(ProcessExtensionPointDisablePolicy, extensions)) {
    return refused("mitigation policies");
  }
  return {};
}

bool mitigated() {
  PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY extensions{};
  return ::GetProcessMitigationPolicy(::GetCurrentProcess(), ProcessExtensionPointDisablePolicy, &extensions,
                                      sizeof extensions) != FALSE &&
         extensions.DisableExtensionPoints != 0;
}

/// Not so where the host itself is in a job.
bool screen_is_closed() {
  JOBOBJECT_BASIC_UI_RESTRICTIONS limits{};
  return ::QueryInformationJobObject(nullptr, JobObjectBasicUIRestrictions, &limits, sizeof limits, nullptr) != FALSE &&
         limits.UIRestrictionsClass != 0;
}

/// What this system accepted and did not do, as compatible ones may: told, since nothing can be done about it here.
void look_what_holds(SandboxReport& report, std::string& words) {
  const UniqueHandle token = own_token(TOKEN_QUERY);
  const auto tell = [&](bool holds, const char* name) {
    if (holds) words += std::string(", ") + name;
    if (!holds) report.missing.push_back(std::string(name) + ": this system accepted it and does not do it");
  };
  if (screen_is_closed()) words += ", no screen";
  tell(token && privileges(token.get()) <= kPrivilegesLeft, "no privileges");
  tell(token && integrity(token.get()) <= kLowIntegrity, "low integrity");
  tell(mitigated(), "mitigation policies");
}

}  // namespace

Result<SandboxReport> enter(const SandboxRequest& request) {
  SandboxReport report;
  const auto step = [&](Status done) {
    if (done) return true;
    report.missing.push_back(done.error().message);
    return request.mode != Sandbox::strict;
  };
  const auto refusal = [&] {
    return Error{Code::config, "the sandbox cannot be made complete: " + report.missing.back() +
                                   " (use Windows 10 or later, or accept less by `sandbox: best-effort`)"};
  };
  report.rlimits = step(be_in_job());
  if (!report.rlimits) return refusal();
  std::string words = "job object";
  if (request.mode == Sandbox::off) {
    report.words = "off, " + words;
    return report;
  }
  if (!step(mitigate()) || !step(give_up_privileges()) || !step(lower_integrity(request))) return refusal();
  if (report.missing.empty()) look_what_holds(report, words);
  for (const std::string& missing : report.missing) words += ", NOT " + missing;
  report.words = words + "; reading and the network are open: Windows has neither Landlock nor seccomp";
  report.no_new_privs = report.missing.empty();
  return report;
}

}  // namespace streamguard::worker
