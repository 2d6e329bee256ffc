/// windows_win32.hpp: the system's own header, without its macros that break names of ours, and what every *_win32.cpp
/// file needs: handles with one owner, text in the system's UTF-16, paths of any length, and refusals as Errors.
#pragma once

#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

// These stand on the one above.
#include <psapi.h>
#include <sddl.h>
#include <shellapi.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.hpp"

namespace streamguard::os {

class UniqueHandle {
 public:
  UniqueHandle() = default;
  /// Takes what the system gave; INVALID_HANDLE_VALUE is none.
  explicit UniqueHandle(HANDLE handle) noexcept : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  UniqueHandle(const UniqueHandle&) = delete;
  UniqueHandle& operator=(const UniqueHandle&) = delete;
  ~UniqueHandle() { reset(); }

  HANDLE get() const noexcept { return handle_; }
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  HANDLE release() noexcept { return std::exchange(handle_, nullptr); }
  void reset() noexcept {
    if (handle_ != nullptr) ::CloseHandle(std::exchange(handle_, nullptr));
  }

 private:
  HANDLE handle_ = nullptr;
};

/// UTF-8 to the system's UTF-16 and back. What is broken becomes U+FFFD.
std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

/// The path as the system takes it at any length: absolute, normalised, with the prefix \\?\.
std::wstring long_path(const std::filesystem::path& path);

/// "cannot <what>: <reason> (<cure>)". What does not exist becomes Code::unavailable, all else Code::io.
Error system_error(const std::string& what, DWORD number);
inline Error system_error(const std::string& what) { return system_error(what, ::GetLastError()); }
/// The system's own words for one of its numbers.
std::string reason_of(DWORD number);

}  // namespace streamguard::os
