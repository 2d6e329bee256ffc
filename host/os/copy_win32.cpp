#include "os/file.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

Status copy_read_only(const fs::path& from, const fs::path& to) {
  // Never a hard link: a plugin that may write below `to`'s folder could then change the original.
  const std::wstring target = long_path(to);
  if (::CopyFileExW(long_path(from).c_str(), target.c_str(), nullptr, nullptr, nullptr, COPY_FILE_FAIL_IF_EXISTS) ==
      FALSE) {
    return system_error("copy " + from.string() + " to " + to.string());
  }
  // Here a read-only file cannot be removed, and a plugin may remove what it has read. The copy is its own anyway.
  ::SetFileAttributesW(target.c_str(), FILE_ATTRIBUTE_NORMAL);
  return {};
}

}  // namespace streamguard::os
