/// file.hpp: files that must survive. Disk is a seam: the store does all its writing through it, and a test's Disk
/// forgets what was not synced, tears writes and runs full. Everything returns an Error with the path and the system's
/// reason (Code::io; Code::unavailable where the file does not exist; Code::conflict for a lock that is held). A File
/// is used from one thread at a time; Disk from any.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace streamguard::os {

namespace fs = std::filesystem;

/// A file open for reading and appending.
class File {
 public:
  virtual ~File() = default;
  /// Appends all pieces in order; short writes are continued. After an error the file's tail is unknown: truncate it.
  virtual Status append(std::span<const std::string_view> pieces) = 0;
  /// Data (and size) are on the medium when this returns.
  virtual Status sync() = 0;
  virtual Status truncate(std::uint64_t size) = 0;
  virtual Result<std::uint64_t> size() const = 0;
  /// Up to `into.size()` bytes from `offset`; 0 at the end.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const = 0;
};

class Disk {
 public:
  virtual ~Disk() = default;
  /// Opens for reading and appending; made (and its folder synced) where missing.
  virtual Result<std::unique_ptr<File>> open(const fs::path& path) = 0;
  /// Opens an existing file for reading only.
  virtual Result<std::unique_ptr<File>> open_read(const fs::path& path) = 0;
  /// Replaces `path` by a file with these bytes, atomically and durably: readers see the old or the new, never a part.
  virtual Status replace(const fs::path& path, std::string_view bytes) = 0;
  virtual Status rename(const fs::path& from, const fs::path& to) = 0;  ///< atomic, durable, replaces
  virtual Status make_folders(const fs::path& path) = 0;
  virtual Status remove(const fs::path& path) = 0;      ///< one file; fine where missing
  virtual Status remove_all(const fs::path& path) = 0;  ///< a folder with all in it
  virtual bool exists(const fs::path& path) const = 0;
  virtual Result<std::vector<fs::path>> list(const fs::path& folder) const = 0;  ///< sorted; empty where missing
};

/// The machine's disk; lives as long as the program.
Disk& real_disk() noexcept;

/// A new empty file for the C library's functions, in binary; null, with errno set, where it cannot be made.
std::FILE* open_stream(const fs::path& path) noexcept;

/// The whole file, at most `most` bytes (more is an error).
Result<std::string> read_file(const fs::path& path, std::size_t most);

/// An exclusive lock that dies with the process. Code::conflict where another process holds it.
class Lock {
 public:
  virtual ~Lock() = default;
  static Result<std::unique_ptr<Lock>> take(const fs::path& path);
  /// Who holds it now, as the holder wrote it ("process 4711 on machine x"); nothing where nobody does. Takes nothing.
  static Result<std::optional<std::string>> holder(const fs::path& path);
};

/// A new empty folder, ours alone, below the system's folder for temporary files; the caller removes it.
Result<fs::path> make_temporary_folder(const std::string& prefix);

/// Free bytes on the file system that holds `path` (or its nearest existing parent).
Result<std::uint64_t> free_space(const fs::path& path);

/// Bytes in all files below `folder`.
std::uint64_t folder_size(const fs::path& folder);

/// Copies a file as cheaply as the file system can (reflink, in-kernel copy), then makes the copy read-only.
Status copy_read_only(const fs::path& from, const fs::path& to);

}  // namespace streamguard::os
