#include <array>
#include <string>
#include <string_view>

#include "os/file.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// What is locked is a byte that no file has: locks here keep others from reading, and the holder's words are to be
/// read.
OVERLAPPED locked_place() noexcept {
  OVERLAPPED place{};
  place.OffsetHigh = 0x40000000;
  return place;
}

bool lock_now(HANDLE file, DWORD flags) noexcept {
  OVERLAPPED place = locked_place();
  return ::LockFileEx(file, flags | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) != FALSE;
}

class FileLock final : public Lock {
 public:
  explicit FileLock(UniqueHandle handle) : handle_(std::move(handle)) {}
  ~FileLock() override {
    // By name and not by closing alone, after which the system may take its time.
    OVERLAPPED place = locked_place();
    ::UnlockFileEx(handle_.get(), 0, 1, 0, &place);
  }

 private:
  UniqueHandle handle_;
};

std::string holder_in(HANDLE file) {
  std::array<char, 512> text{};
  OVERLAPPED start{};
  DWORD got = 0;
  if (::ReadFile(file, text.data(), static_cast<DWORD>(text.size()), &got, &start) == FALSE) got = 0;
  std::string_view words(text.data(), got);
  words = words.substr(0, words.find_first_of(std::string_view("\n\0", 2)));
  return words.empty() ? "another process" : std::string(words);
}

std::string own_words() {
  std::array<wchar_t, 256> machine{};
  auto size = static_cast<DWORD>(machine.size());
  std::string words = "process " + std::to_string(::GetCurrentProcessId());
  if (::GetComputerNameExW(ComputerNameDnsHostname, machine.data(), &size) != FALSE) {
    words += " on machine " + narrow({machine.data(), size});
  }
  return words;
}

bool is_held(DWORD number) noexcept { return number == ERROR_LOCK_VIOLATION || number == ERROR_IO_PENDING; }

}  // namespace

Result<std::unique_ptr<Lock>> Lock::take(const fs::path& path) {
  UniqueHandle file(::CreateFileW(long_path(path).c_str(), GENERIC_READ | GENERIC_WRITE, kShared, nullptr, OPEN_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) return system_error("open the lock " + path.string());
  if (!lock_now(file.get(), LOCKFILE_EXCLUSIVE_LOCK)) {
    const DWORD number = ::GetLastError();
    if (!is_held(number)) return system_error("lock " + path.string(), number);
    return Error{Code::conflict, path.string() + " is held by " + holder_in(file.get()) +
                                     ": wait for it to end, or use another output folder"};
  }
  const std::string words = own_words() + "\n";
  OVERLAPPED start{};
  DWORD written = 0;
  FILE_END_OF_FILE_INFO end{};
  if (::SetFileInformationByHandle(file.get(), FileEndOfFileInfo, &end, sizeof end) == FALSE ||
      ::WriteFile(file.get(), words.data(), static_cast<DWORD>(words.size()), &written, &start) == FALSE) {
    return system_error("write " + path.string());
  }
  return std::unique_ptr<Lock>(std::make_unique<FileLock>(std::move(file)));
}

Result<std::optional<std::string>> Lock::holder(const fs::path& path) {
  const UniqueHandle file(::CreateFileW(long_path(path).c_str(), GENERIC_READ, kShared, nullptr, OPEN_EXISTING,
                                        FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) {
    const DWORD number = ::GetLastError();
    if (number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND) return std::optional<std::string>();
    return system_error("open the lock " + path.string(), number);
  }
  // Shared, so that two who ask at once do not take each other for a holder.
  if (lock_now(file.get(), 0)) {
    OVERLAPPED place = locked_place();
    ::UnlockFileEx(file.get(), 0, 1, 0, &place);
    return std::optional<std::string>();
  }
  const DWORD number = ::GetLastError();
  if (!is_held(number)) return system_error("ask for the lock " + path.string(), number);
  return std::optional<std::string>(holder_in(file.get()));
}

}  // namespace streamguard::os
