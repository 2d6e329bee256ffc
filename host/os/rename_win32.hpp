/// rename_win32.hpp: one name over another, atomically, also while others read the old file.
#pragma once

#include <string>

#include "os/windows_win32.hpp"

namespace streamguard::os {

/// ERROR_SUCCESS, or why not. Paths as long_path() makes them. Waits a bounded while for programs that hold the target
/// for a moment, as virus scanners and indexers do.
DWORD rename_over(const std::wstring& from, const std::wstring& to);

}  // namespace streamguard::os
