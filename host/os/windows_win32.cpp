#include "os/windows_win32.hpp"

#include <array>

namespace streamguard::os {

namespace {

constexpr std::wstring_view kVerbatim = L"\\\\?\\";
constexpr std::wstring_view kDevice = L"\\\\.\\";
constexpr std::wstring_view kVerbatimShare = L"\\\\?\\UNC\\";

const char* cure_of(DWORD number) noexcept {
  switch (number) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return "free some space, then resume";
    case ERROR_ACCESS_DENIED:
      return "check owner and permissions, and that it is not read-only";
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return "another program has it open: close that first";
    case ERROR_WRITE_PROTECT:
      return "the medium is write-protected";
    case ERROR_TOO_MANY_OPEN_FILES:
      return "too many open files";
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_NOT_ENOUGH_QUOTA:
    case ERROR_COMMITMENT_LIMIT:
      return "not enough memory";
    case ERROR_CRC:
    case ERROR_IO_DEVICE:
      return "the medium failed: check the disk";
    default:
      return nullptr;
  }
}

}  // namespace

std::wstring wide(std::string_view text) {
  const int size = static_cast<int>(text.size());
  std::wstring out(static_cast<std::size_t>(::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0)), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, out.data(), static_cast<int>(out.size()));
  return out;
}

std::string narrow(std::wstring_view text) {
  const int size = static_cast<int>(text.size());
  const int need = ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
  std::string out(static_cast<std::size_t>(need), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, out.data(), need, nullptr, nullptr);
  return out;
}

std::wstring long_path(const std::filesystem::path& path) {
  const std::wstring& given = path.native();
  if (given.empty() || given.starts_with(kVerbatim) || given.starts_with(kDevice)) return given;
  const DWORD need = ::GetFullPathNameW(given.c_str(), 0, nullptr, nullptr);
  std::wstring full(need, L'\0');
  full.resize(::GetFullPathNameW(given.c_str(), need, full.data(), nullptr));
  if (full.empty() || full.starts_with(kDevice)) return full.empty() ? given : full;  // NUL and its like
  if (full.starts_with(L"\\\\")) return std::wstring(kVerbatimShare) + full.substr(2);
  return std::wstring(kVerbatim) + full;
}

std::string reason_of(DWORD number) {
  std::array<wchar_t, 512> text{};
  const DWORD length = ::FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, number, 0,
                                        text.data(), static_cast<DWORD>(text.size()), nullptr);
  std::string words = narrow({text.data(), length});
  while (!words.empty() && (words.back() == '.' || words.back() <= ' ')) words.pop_back();
  return words.empty() ? "error " + std::to_string(number) : words;
}

Error system_error(const std::string& what, DWORD number) {
  std::string message = "cannot " + what + ": " + reason_of(number);
  if (const char* cure = cure_of(number)) message += std::string(" (") + cure + ")";
  const bool missing = number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND || number == ERROR_DIRECTORY ||
                       number == ERROR_INVALID_DRIVE || number == ERROR_BAD_NETPATH;
  return Error{missing ? Code::unavailable : Code::io, std::move(message)};
}

}  // namespace streamguard::os
