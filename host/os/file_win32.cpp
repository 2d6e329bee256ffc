#include "os/file.hpp"

#include <algorithm>
#include <atomic>
#include <random>
#include <system_error>

#include "os/integrity_win32.hpp"
#include "os/rename_win32.hpp"
#include "os/scratch.hpp"
#include "os/tree_win32.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

Error refused(const char* what, const fs::path& path, DWORD number = ::GetLastError()) {
  return system_error(std::string(what) + " " + path.string(), number);
}

UniqueHandle open_file(const fs::path& path, DWORD access, DWORD how, DWORD flags = FILE_ATTRIBUTE_NORMAL) {
  return UniqueHandle(::CreateFileW(long_path(path).c_str(), access, kShared, nullptr, how, flags, nullptr));
}

Status append_all(HANDLE file, std::span<const std::string_view> pieces, const fs::path& path) {
  // Both halves all ones: at the end, wherever that is by then.
  for (std::string_view piece : pieces) {
    while (!piece.empty()) {
      OVERLAPPED at_end{};
      at_end.Offset = 0xFFFFFFFF;
      at_end.OffsetHigh = 0xFFFFFFFF;
      DWORD written = 0;
      const auto most = static_cast<DWORD>(std::min(piece.size(), kMostAtOnce));
      if (::WriteFile(file, piece.data(), most, &written, &at_end) == FALSE) return refused("append to", path);
      if (written == 0) return refused("append to", path, ERROR_DISK_FULL);
      piece.remove_prefix(written);
    }
  }
  return {};
}

class WindowsFile final : public File {
 public:
  WindowsFile(UniqueHandle handle, fs::path path) : handle_(std::move(handle)), path_(std::move(path)) {}

  Status append(std::span<const std::string_view> pieces) override { return append_all(handle_.get(), pieces, path_); }

  Status sync() override {
    if (::FlushFileBuffers(handle_.get()) == FALSE) return refused("sync", path_);
    return {};
  }

  Status truncate(std::uint64_t size) override {
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
    if (::SetFileInformationByHandle(handle_.get(), FileEndOfFileInfo, &end, sizeof end) == FALSE) {
      return refused("truncate", path_);
    }
    return {};
  }

  Result<std::uint64_t> size() const override {
    LARGE_INTEGER size{};
    if (::GetFileSizeEx(handle_.get(), &size) == FALSE) return refused("look at", path_);
    return static_cast<std::uint64_t>(size.QuadPart);
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    DWORD got = 0;
    const auto most = static_cast<DWORD>(std::min(into.size(), kMostAtOnce));
    if (::ReadFile(handle_.get(), into.data(), most, &got, &place) == FALSE) {
      const DWORD number = ::GetLastError();
      if (number != ERROR_HANDLE_EOF) return refused("read", path_, number);
    }
    return static_cast<std::size_t>(got);
  }

 private:
  UniqueHandle handle_;
  fs::path path_;
};

/// Names in folders are the journal's business here: no call makes a folder durable, and MOVEFILE_WRITE_THROUGH waits
/// for the one that matters, a file under its final name.
class WindowsDisk final : public Disk {
 public:
  Result<std::unique_ptr<File>> open(const fs::path& path) override {
    UniqueHandle handle = open_file(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS);
    if (!handle) return refused("open", path);
    return std::unique_ptr<File>(std::make_unique<WindowsFile>(std::move(handle), path));
  }

  Result<std::unique_ptr<File>> open_read(const fs::path& path) override {
    UniqueHandle handle = open_file(path, GENERIC_READ, OPEN_EXISTING);
    if (!handle) {
      const DWORD number = ::GetLastError();
      if (is_folder(long_path(path))) return Error{Code::io, "cannot open " + path.string() + ": Is a directory"};
      return refused("open", path, number);
    }
    return std::unique_ptr<File>(std::make_unique<WindowsFile>(std::move(handle), path));
  }

  Status replace(const fs::path& path, std::string_view bytes) override {
    // Process id and a counter make the name free of clashes between threads and hosts that share a folder.
    static std::atomic<unsigned> counter{0};
    fs::path draft = path;
    draft += ".new." + std::to_string(::GetCurrentProcessId()) + "." + std::to_string(++counter);
    Status done = write_new(draft, bytes);
    if (done) done = rename(draft, path);
    if (!done) ::DeleteFileW(long_path(draft).c_str());
    return done;
  }

  Status rename(const fs::path& from, const fs::path& to) override {
    const DWORD number = rename_over(long_path(from), long_path(to));
    if (number != ERROR_SUCCESS) return refused("rename", from.string() + " to " + to.string(), number);
    return {};
  }

  Status make_folders(const fs::path& path) override {
    if (path.empty()) return {};
    const std::wstring full = long_path(path);
    if (is_folder(full) || ::CreateDirectoryW(full.c_str(), nullptr) != FALSE) return {};
    DWORD number = ::GetLastError();
    const fs::path parent = fs::path(full).parent_path();
    if (number == ERROR_PATH_NOT_FOUND && parent.native().size() < full.size() && !is_folder(parent.native())) {
      if (Status made = make_folders(parent); !made) return made;
      number = ::CreateDirectoryW(full.c_str(), nullptr) != FALSE ? ERROR_SUCCESS : ::GetLastError();
    }
    // Another thread or process may have been quicker.
    if (number == ERROR_SUCCESS || is_folder(full)) return {};
    return refused("make folder", path, number);
  }

  Status remove(const fs::path& path) override {
    const std::wstring full = long_path(path);
    const DWORD attributes = ::GetFileAttributesW(full.c_str());
    const bool folder = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    const DWORD number =
        folder ? DWORD{ERROR_ACCESS_DENIED} : remove_one(full, attributes == INVALID_FILE_ATTRIBUTES ? 0 : attributes);
    if (number != ERROR_SUCCESS) return refused("remove", path, number);
    return {};
  }

  Status remove_all(const fs::path& path) override {
    const DWORD number = remove_tree(long_path(path));
    if (number != ERROR_SUCCESS) return refused("remove", path, number);
    return {};
  }

  bool exists(const fs::path& path) const override {
    return ::GetFileAttributesW(long_path(path).c_str()) != INVALID_FILE_ATTRIBUTES;
  }

  Result<std::vector<fs::path>> list(const fs::path& folder) const override {
    std::vector<Entry> entries;
    const DWORD number = entries_of(long_path(folder), entries);
    if (number != ERROR_SUCCESS && !is_missing(number)) return refused("list", folder, number);
    std::vector<fs::path> found;
    for (const Entry& entry : entries) found.push_back(folder / entry.name);
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  static Status write_new(const fs::path& path, std::string_view bytes) {
    const UniqueHandle handle = open_file(path, GENERIC_WRITE, CREATE_NEW);
    if (!handle) return refused("make", path);
    if (Status written = append_all(handle.get(), std::span(&bytes, 1), path); !written) return written;
    if (::FlushFileBuffers(handle.get()) == FALSE) return refused("sync", path);
    return {};
  }
};

}  // namespace

Result<fs::path> make_temporary_folder(const std::string& prefix) {
  constexpr int kAttempts = 100;
  std::error_code failed;
  const fs::path base = fs::temp_directory_path(failed);
  if (failed) return Error{Code::io, "there is no folder for temporary files: set TEMP"};
  std::random_device random;
  for (int i = 0; i < kAttempts; ++i) {
    const fs::path path = base / (prefix + "-" + std::to_string(random()));
    if (::CreateDirectoryW(long_path(path).c_str(), nullptr) != FALSE) return path;
    if (::GetLastError() != ERROR_ALREADY_EXISTS) return refused("make", path);
  }
  return refused("make", base / prefix, ERROR_ALREADY_EXISTS);
}

std::FILE* open_stream(const fs::path& path) noexcept { return ::_wfopen(long_path(path).c_str(), L"wb"); }

Status make_scratch_folder(const fs::path& path) {
  if (Status made = real_disk().make_folders(path.parent_path()); !made) return made;
  const std::wstring full = long_path(path);
  if (make_low_folder(full) || real_disk().exists(path)) return {};
  return real_disk().make_folders(path);  // the worker finds that it may not write, and says so
}

Disk& real_disk() noexcept {
  static WindowsDisk disk;
  return disk;
}

std::uint64_t folder_size(const fs::path& folder) { return bytes_below(long_path(folder)); }

}  // namespace streamguard::os
