/// tree_win32.hpp: folders and all that is in them, at any depth and with any length of name: libstdc++'s own iterator
/// ends at 260 characters, and its removal at read-only files. Paths as long_path() makes them; links are not followed.
/// [any thread]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "os/windows_win32.hpp"

namespace streamguard::os {

bool is_missing(DWORD number) noexcept;
bool is_folder(const std::wstring& path) noexcept;

struct Entry {
  std::wstring name;
  DWORD attributes = 0;
};

/// What is in a folder; ERROR_SUCCESS or why it cannot be said.
DWORD entries_of(const std::wstring& folder, std::vector<Entry>& out);

/// One file, or one empty folder. Read-only ones go too, as everywhere else; what is missing is gone already.
DWORD remove_one(const std::wstring& path, DWORD attributes);

/// All of it; the first error, after all that can go is gone.
DWORD remove_tree(const std::wstring& path);

/// In all files below a folder.
std::uint64_t bytes_below(const std::wstring& folder);

}  // namespace streamguard::os
