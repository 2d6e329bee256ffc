#include "os/rename_win32.hpp"

#include <cstddef>
#include <cstring>
#include <vector>

namespace streamguard::os {

namespace {

constexpr int kAttempts = 50;
constexpr DWORD kPauseMs = 20;

/// As FILE_RENAME_INFO, whose flags older headers do not know.
struct RenameInformation {
  DWORD flags;
  HANDLE root;
  DWORD name_bytes;
  wchar_t name[1];
};
constexpr DWORD kReplace = 1, kPosix = 2;
constexpr auto kRenameEx = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);

/// Since Windows 10: replaces a file that others have open, too; they keep the old one.
bool rename_as_posix(const std::wstring& from, const std::wstring& to) {
  const UniqueHandle file(::CreateFileW(from.c_str(), DELETE | SYNCHRONIZE,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (!file) return false;
  const std::size_t name_bytes = to.size() * sizeof(wchar_t);
  const std::size_t size = sizeof(RenameInformation) + name_bytes;
  std::vector<std::max_align_t> memory(size / sizeof(std::max_align_t) + 1);
  auto* information = reinterpret_cast<RenameInformation*>(memory.data());
  information->flags = kReplace | kPosix;
  information->name_bytes = static_cast<DWORD>(name_bytes);
  std::memcpy(information->name, to.data(), name_bytes);
  return ::SetFileInformationByHandle(file.get(), kRenameEx, information, static_cast<DWORD>(size)) != FALSE;
}

}  // namespace

DWORD rename_over(const std::wstring& from, const std::wstring& to) {
  for (int i = 0;; ++i) {
    if (::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != FALSE) {
      return ERROR_SUCCESS;
    }
    const DWORD number = ::GetLastError();
    const bool held = number == ERROR_ACCESS_DENIED || number == ERROR_SHARING_VIOLATION;
    if (!held || i == kAttempts) return number;
    const DWORD target = ::GetFileAttributesW(to.c_str());
    if (target != INVALID_FILE_ATTRIBUTES && (target & FILE_ATTRIBUTE_DIRECTORY) != 0) return number;
    if (target != INVALID_FILE_ATTRIBUTES && (target & FILE_ATTRIBUTE_READONLY) != 0) {
      ::SetFileAttributesW(to.c_str(), FILE_ATTRIBUTE_NORMAL);
    }
    if (rename_as_posix(from, to)) return ERROR_SUCCESS;
    ::Sleep(kPauseMs);
  }
}

}  // namespace streamguard::os
