/// zip_archive.hpp: reads a ZIP file that may be hostile. The central directory is checked whole before the first entry
/// is read: counts, sizes and ratios within the bounds below, every entry inside the file and none upon another. Stored
/// and deflated entries, ZIP64 too; no encryption, no parts on several disks. One thread at a time.
///
/// Every refusal is an Error(SG_E_DATA) that says what is wrong and at which byte or in which entry.
#pragma once

#include <libdeflate.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamguard::osv {

inline constexpr std::uint64_t kMostEntries = 4'000'000;     ///< the largest ecosystem has about 200,000
inline constexpr std::uint64_t kMostEntryBytes = 64u << 20;  ///< one document, inflated
inline constexpr std::uint64_t kMostArchiveBytes = std::uint64_t{32} << 30;  ///< all documents, inflated
inline constexpr std::uint64_t kMostRatio = 1032;  ///< deflate cannot do better: more is a lie

struct ZipEntry {
  std::string_view name;    ///< inside the mapped bytes
  std::uint64_t local = 0;  ///< where its local header lies
  std::uint64_t limit = 0;  ///< where the next thing begins: its data must end before
  std::uint64_t compressed = 0;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
  std::uint16_t method = 0;  ///< 0 stored, 8 deflated
};

class ZipArchive {
 public:
  /// Reads and checks the directory. `bytes` must outlive the object; `what` names the file in messages.
  ZipArchive(std::span<const std::byte> bytes, std::string what);

  /// In the order of the central directory.
  const std::vector<ZipEntry>& entries() const { return entries_; }

  /// Changes whenever any entry's name, size or content does: size of the file and CRC-32 of the central directory,
  /// which holds the CRC-32 of every content.
  const std::string& identity() const { return identity_; }

  /// The entry's content, checked against its CRC-32, with `padding` more readable bytes behind it. Valid until the
  /// next call.
  std::string_view read(const ZipEntry& entry, std::size_t padding);

 private:
  struct Directory {
    std::uint64_t offset = 0, size = 0, count = 0;
  };
  struct FreeDecompressor {
    void operator()(libdeflate_decompressor* it) const { libdeflate_free_decompressor(it); }
  };

  [[noreturn]] void refuse(const std::string& why) const;
  std::uint64_t number(std::uint64_t at, unsigned bytes) const;
  Directory find_directory() const;
  Directory find_directory64(std::uint64_t end_record, Directory directory) const;
  void read_directory(const Directory& directory);
  void take_zip64(ZipEntry& entry, std::uint64_t extra, std::uint64_t extra_end) const;
  void check_sizes(const ZipEntry& entry, std::uint64_t& total) const;
  void check_overlaps(std::uint64_t directory_offset);

  std::span<const std::byte> bytes_;
  std::string what_;
  std::string identity_;
  std::vector<ZipEntry> entries_;
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor_;
  std::vector<char> buffer_;
};

}  // namespace streamguard::osv
