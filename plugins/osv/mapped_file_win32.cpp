#include <windows.h>

#include <filesystem>
#include <streamguard/cpp/plugin.hpp>
#include <system_error>
#include <utility>

#include "osv/mapped_file.hpp"

namespace streamguard::osv {

namespace fs = std::filesystem;

MappedFile::MappedFile(std::string path) : path_(std::move(path)) {
  const auto fail = [this](const char* what, DWORD error) {
    const std::string message =
        "scratch file " + path_ + ": " + what + ": " + std::system_category().message(static_cast<int>(error));
    release();
    throw Error(SG_E_TRANSIENT, message);
  };
  const HANDLE file = ::CreateFileW(fs::path(path_).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, nullptr);
  if (file == INVALID_HANDLE_VALUE) fail("cannot be opened", ::GetLastError());
  LARGE_INTEGER size{};
  if (::GetFileSizeEx(file, &size) == 0) {
    const DWORD error = ::GetLastError();
    ::CloseHandle(file);
    fail("has no size", error);
  }
  if (size.QuadPart != 0) {
    DWORD error = 0;
    const HANDLE mapping = ::CreateFileMappingW(file, nullptr, PAGE_READONLY, 0, 0, nullptr);
    const void* at = mapping != nullptr ? ::MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0) : nullptr;
    if (at == nullptr) error = ::GetLastError();
    if (mapping != nullptr) ::CloseHandle(mapping);  // the view keeps it
    if (at == nullptr) {
      ::CloseHandle(file);
      fail("cannot be mapped", error);
    }
    data_ = static_cast<const std::byte*>(at);
    size_ = static_cast<std::size_t>(size.QuadPart);
  }
  ::CloseHandle(file);
}

MappedFile::~MappedFile() { release(); }

void MappedFile::release() noexcept {
  if (data_ != nullptr) ::UnmapViewOfFile(data_);
  data_ = nullptr;
  std::error_code ignored;
  fs::remove(fs::path(path_), ignored);
}

}  // namespace streamguard::osv
