/// body.hpp: the bytes of an answer, in a file. Bodies always land in a file before anyone sees them, so that a
/// collector gets a whole body or none.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace streamguard::net {

/// A file that stays while someone holds this: a cache entry, a mirror's file, or a temporary one that ends with it.
class Body {
 public:
  Body(std::filesystem::path path, std::uint64_t size, bool temporary)
      : path_(std::move(path)), size_(size), temporary_(temporary) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body();
  const std::filesystem::path& path() const noexcept { return path_; }
  std::uint64_t size() const noexcept { return size_; }

 private:
  std::filesystem::path path_;
  std::uint64_t size_;
  bool temporary_;
};

/// A file being written, counted and summed on the way. Not durable: what it holds can be fetched again. Removed unless
/// finish() was called and gave no error. One thread.
class PartFile {
 public:
  static Result<std::unique_ptr<PartFile>> create(const std::filesystem::path& path);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();
  Status write(std::string_view bytes);
  Status finish();
  std::uint64_t size() const noexcept { return size_; }
  std::uint32_t crc() const noexcept { return crc_; }

 private:
  PartFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  Error failure(const char* what) const;

  std::filesystem::path path_;
  std::FILE* file_;
  std::uint64_t size_ = 0;
  std::uint32_t crc_ = 0;
  bool finished_ = false;
};

/// The CRC-32C of a whole file.
Result<std::uint32_t> crc_of_file(const std::filesystem::path& path);
/// The SHA-256 of a whole file, in hex.
Result<std::string> sha256_of_file(const std::filesystem::path& path);
/// Writes a small file under a name of its own beside `path`, then renames it: readers see the old or the new.
Status put_file(const std::filesystem::path& path, std::string_view bytes);
/// 16 hex digits that no other process of this folder has.
std::string unique_name();

}  // namespace streamguard::net
