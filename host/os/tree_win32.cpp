#include "os/tree_win32.hpp"

namespace streamguard::os {

bool is_missing(DWORD number) noexcept { return number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND; }

bool is_folder(const std::wstring& path) noexcept {
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

DWORD entries_of(const std::wstring& folder, std::vector<Entry>& out) {
  WIN32_FIND_DATAW found{};
  const HANDLE search = ::FindFirstFileExW((folder + L"\\*").c_str(), FindExInfoBasic, &found, FindExSearchNameMatch,
                                           nullptr, FIND_FIRST_EX_LARGE_FETCH);
  if (search == INVALID_HANDLE_VALUE) return ::GetLastError();
  do {
    const std::wstring_view name = found.cFileName;
    if (name != L"." && name != L"..") out.push_back({std::wstring(name), found.dwFileAttributes});
  } while (::FindNextFileW(search, &found) != FALSE);
  const DWORD number = ::GetLastError();
  ::FindClose(search);
  return number == ERROR_NO_MORE_FILES ? ERROR_SUCCESS : number;
}

DWORD remove_one(const std::wstring& path, DWORD attributes) {
  const bool folder = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) ::SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_NORMAL);
  const BOOL done = folder ? ::RemoveDirectoryW(path.c_str()) : ::DeleteFileW(path.c_str());
  const DWORD number = done != FALSE ? ERROR_SUCCESS : ::GetLastError();
  return is_missing(number) ? ERROR_SUCCESS : number;
}

DWORD remove_tree(const std::wstring& path) {
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD number = ::GetLastError();
    return is_missing(number) ? ERROR_SUCCESS : number;
  }
  DWORD first = ERROR_SUCCESS;
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) {
    std::vector<Entry> entries;
    first = entries_of(path, entries);
    for (const Entry& entry : entries) {
      const DWORD number = remove_tree(path + L"\\" + entry.name);
      if (first == ERROR_SUCCESS) first = number;
    }
  }
  const DWORD number = remove_one(path, attributes);
  return first == ERROR_SUCCESS ? number : first;
}

std::uint64_t bytes_below(const std::wstring& folder) {
  WIN32_FIND_DATAW found{};
  const HANDLE search = ::FindFirstFileExW((folder + L"\\*").c_str(), FindExInfoBasic, &found, FindExSearchNameMatch,
                                           nullptr, FIND_FIRST_EX_LARGE_FETCH);
  if (search == INVALID_HANDLE_VALUE) return 0;
  std::uint64_t bytes = 0;
  do {
    const std::wstring_view name = found.cFileName;
    if (name == L"." || name == L".." || (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) continue;
    if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      bytes += bytes_below(folder + L"\\" + std::wstring(name));
    } else {
      bytes += (std::uint64_t{found.nFileSizeHigh} << 32U) + found.nFileSizeLow;
    }
  } while (::FindNextFileW(search, &found) != FALSE);
  ::FindClose(search);
  return bytes;
}

}  // namespace streamguard::os
