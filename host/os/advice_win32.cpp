#include "os/advice.hpp"

#include <array>

#include "os/windows_win32.hpp"

// It stands on windows.h.
#include <aclapi.h>

namespace streamguard::os {

std::optional<std::string> close_to_others(const std::filesystem::path& file) {
  std::array<BYTE, SECURITY_MAX_SID_SIZE> users{};
  auto size = static_cast<DWORD>(users.size());
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  std::wstring path = long_path(file);
  if (::CreateWellKnownSid(WinBuiltinUsersSid, nullptr, users.data(), &size) == FALSE ||
      ::GetNamedSecurityInfoW(path.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list, nullptr,
                              &descriptor) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  TRUSTEE_W who{};
  ::BuildTrusteeWithSidW(&who, users.data());
  ACCESS_MASK rights = 0;
  const bool known = list != nullptr && ::GetEffectiveRightsFromAclW(list, &who, &rights) == ERROR_SUCCESS;
  ::LocalFree(descriptor);
  if (!known || (rights & FILE_READ_DATA) == 0) return std::nullopt;
  return "icacls \"" + file.string() + "\" /inheritance:r /grant:r \"%USERNAME%\":F";
}

const char* install_git() noexcept { return "winget install Git.Git"; }

}  // namespace streamguard::os
