#include "osv/zip_archive.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <streamguard/cpp/plugin.hpp>
#include <utility>

namespace streamguard::osv {
namespace {

// Signatures and fixed sizes of the records, as PKWARE's APPNOTE lists them.
constexpr std::uint64_t kEndSignature = 0x06054b50, kEndBytes = 22, kMostComment = 65535;
constexpr std::uint64_t kLocator64Signature = 0x07064b50, kLocator64Bytes = 20;
constexpr std::uint64_t kEnd64Signature = 0x06064b50, kEnd64Bytes = 56;
constexpr std::uint64_t kCentralSignature = 0x02014b50, kCentralBytes = 46;
constexpr std::uint64_t kLocalSignature = 0x04034b50, kLocalBytes = 30;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF, kCountIn64 = 0xFFFF;
constexpr std::uint64_t kExtra64 = 0x0001;
constexpr std::uint64_t kEncrypted = 1;
constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::size_t kNameInMessage = 120;

std::string shown(const ZipEntry& entry) { return "entry " + std::string(entry.name.substr(0, kNameInMessage)); }

}  // namespace

void ZipArchive::refuse(const std::string& why) const { throw Error(SG_E_DATA, what_ + ": " + why); }

/// A little-endian number of `bytes` bytes at `at`; refuses what lies outside the file.
std::uint64_t ZipArchive::number(std::uint64_t at, unsigned bytes) const {
  if (at > bytes_.size() || bytes_.size() - at < bytes) {
    refuse("it ends in the middle of a record (byte " + std::to_string(at) + " of " + std::to_string(bytes_.size()) +
           "); fetch it again");
  }
  std::uint64_t value = 0;
  for (unsigned i = bytes; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes_[at + i]);
  return value;
}

ZipArchive::ZipArchive(std::span<const std::byte> bytes, std::string what)
    : bytes_(bytes), what_(std::move(what)), decompressor_(libdeflate_alloc_decompressor()) {
  if (!decompressor_) throw std::bad_alloc();
  const Directory directory = find_directory();
  if (directory.offset > bytes_.size() || directory.size > bytes_.size() - directory.offset) {
    refuse("its central directory (byte " + std::to_string(directory.offset) + ", " + std::to_string(directory.size) +
           " bytes) lies outside the file of " + std::to_string(bytes_.size()) + " bytes; fetch it again");
  }
  if (directory.count > kMostEntries || directory.count > directory.size / kCentralBytes) {
    refuse("it claims " + std::to_string(directory.count) + " entries, more than its directory of " +
           std::to_string(directory.size) + " bytes or the bound of " + std::to_string(kMostEntries) + " allow");
  }
  read_directory(directory);
  check_overlaps(directory.offset);
  const std::uint32_t crc = libdeflate_crc32(0, bytes_.data() + directory.offset, directory.size);
  std::array<char, 48> text;
  std::snprintf(text.data(), text.size(), "%llu-%08x", static_cast<unsigned long long>(bytes_.size()), crc);
  identity_ = text.data();
}

ZipArchive::Directory ZipArchive::find_directory() const {
  if (bytes_.size() < kEndBytes) {
    refuse("it is no ZIP file: " + std::to_string(bytes_.size()) + " bytes are too few for one");
  }
  const std::uint64_t last = bytes_.size() - kEndBytes;
  const std::uint64_t first = last > kMostComment ? last - kMostComment : 0;
  for (std::uint64_t at = last + 1; at-- > first;) {
    // The record counts only where its comment reaches exactly to the end of the file.
    if (number(at, 4) != kEndSignature || number(at + 20, 2) != last - at) continue;
    if (number(at + 4, 2) != number(at + 6, 2) || number(at + 8, 2) != number(at + 10, 2)) {
      refuse("it is one part of several; only whole archives are read");
    }
    const Directory directory{number(at + 16, 4), number(at + 12, 4), number(at + 10, 2)};
    if (directory.offset != kIn64 && directory.size != kIn64 && directory.count != kCountIn64) return directory;
    return find_directory64(at, directory);
  }
  refuse("it has no end-of-directory record, so it is no ZIP file or was cut short; fetch it again");
}

ZipArchive::Directory ZipArchive::find_directory64(std::uint64_t end_record, Directory directory) const {
  if (end_record < kLocator64Bytes || number(end_record - kLocator64Bytes, 4) != kLocator64Signature) {
    if (directory.offset != kIn64 && directory.size != kIn64) return directory;  // just 65,535 entries, no ZIP64
    refuse("it needs a ZIP64 record and has none");
  }
  const std::uint64_t at = number(end_record - kLocator64Bytes + 8, 8);
  if (at > end_record || end_record - at < kEnd64Bytes || number(at, 4) != kEnd64Signature) {
    refuse("its ZIP64 record is not where its locator says (byte " + std::to_string(at) + ")");
  }
  if (number(at + 24, 8) != number(at + 32, 8)) refuse("it is one part of several; only whole archives are read");
  return {number(at + 48, 8), number(at + 40, 8), number(at + 32, 8)};
}

void ZipArchive::read_directory(const Directory& directory) {
  entries_.reserve(directory.count);
  std::uint64_t at = directory.offset;
  const std::uint64_t end = directory.offset + directory.size;
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < directory.count; ++i) {
    if (end - at < kCentralBytes || number(at, 4) != kCentralSignature) {
      refuse("its central directory breaks off at entry " + std::to_string(i) + " of " +
             std::to_string(directory.count) + " (byte " + std::to_string(at) + ")");
    }
    const std::uint64_t name_bytes = number(at + 28, 2);
    const std::uint64_t extra_bytes = number(at + 30, 2);
    const std::uint64_t record_bytes = kCentralBytes + name_bytes + extra_bytes + number(at + 32, 2);
    if (end - at < record_bytes) {
      refuse("entry " + std::to_string(i) + " of its central directory runs past the directory's end");
    }
    ZipEntry entry;
    entry.name = {reinterpret_cast<const char*>(bytes_.data()) + at + kCentralBytes, name_bytes};
    entry.method = static_cast<std::uint16_t>(number(at + 10, 2));
    entry.crc = static_cast<std::uint32_t>(number(at + 16, 4));
    entry.compressed = number(at + 20, 4);
    entry.size = number(at + 24, 4);
    entry.local = number(at + 42, 4);
    take_zip64(entry, at + kCentralBytes + name_bytes, at + kCentralBytes + name_bytes + extra_bytes);
    if ((number(at + 8, 2) & kEncrypted) != 0) refuse(shown(entry) + " is encrypted");
    check_sizes(entry, total);
    entries_.push_back(entry);
    at += record_bytes;
  }
}

void ZipArchive::take_zip64(ZipEntry& entry, std::uint64_t extra, std::uint64_t extra_end) const {
  if (entry.size != kIn64 && entry.compressed != kIn64 && entry.local != kIn64) return;
  while (extra_end - extra >= 4) {
    const std::uint64_t id = number(extra, 2);
    const std::uint64_t bytes = number(extra + 2, 2);
    extra += 4;
    if (extra_end - extra < bytes) break;
    if (id == kExtra64) {
      std::uint64_t at = extra;
      // Only the fields that did not fit are there, in this order.
      for (std::uint64_t* field : {&entry.size, &entry.compressed, &entry.local}) {
        if (*field != kIn64) continue;
        if (extra + bytes - at < 8) refuse(shown(entry) + " has a ZIP64 field that is too short");
        *field = number(at, 8);
        at += 8;
      }
      return;
    }
    extra += bytes;
  }
  refuse(shown(entry) + " needs a ZIP64 field and has none");
}

void ZipArchive::check_sizes(const ZipEntry& entry, std::uint64_t& total) const {
  if (entry.method != kStored && entry.method != kDeflated) {
    refuse(shown(entry) + " is compressed by method " + std::to_string(entry.method) +
           "; only 0 (stored) and 8 (deflate) are read");
  }
  if (entry.size > kMostEntryBytes) {
    refuse(shown(entry) + " claims " + std::to_string(entry.size) + " bytes, over the bound of " +
           std::to_string(kMostEntryBytes));
  }
  if (entry.compressed > bytes_.size() || entry.size > kMostRatio * entry.compressed ||
      (entry.method == kStored && entry.size != entry.compressed)) {
    refuse(shown(entry) + " claims " + std::to_string(entry.size) + " bytes out of " +
           std::to_string(entry.compressed) + ", which cannot be");
  }
  total += entry.size;
  if (total > kMostArchiveBytes) {
    refuse("its entries claim over " + std::to_string(kMostArchiveBytes) + " bytes together");
  }
}

void ZipArchive::check_overlaps(std::uint64_t directory_offset) {
  std::vector<std::size_t> order(entries_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto before = [this](std::size_t a, std::size_t b) { return entries_[a].local < entries_[b].local; };
  if (!std::is_sorted(order.begin(), order.end(), before)) std::sort(order.begin(), order.end(), before);
  for (std::size_t i = 0; i < order.size(); ++i) {
    ZipEntry& entry = entries_[order[i]];
    entry.limit = i + 1 < order.size() ? entries_[order[i + 1]].local : directory_offset;
    const std::uint64_t least = kLocalBytes + entry.name.size() + entry.compressed;
    if (entry.limit > directory_offset || entry.local > entry.limit || entry.limit - entry.local < least) {
      refuse(shown(entry) + " lies upon another entry or outside the archive (byte " + std::to_string(entry.local) +
             ")");
    }
  }
}

std::string_view ZipArchive::read(const ZipEntry& entry, std::size_t padding) {
  if (number(entry.local, 4) != kLocalSignature) {
    refuse(shown(entry) + " has no local header at byte " + std::to_string(entry.local));
  }
  const std::uint64_t data = entry.local + kLocalBytes + number(entry.local + 26, 2) + number(entry.local + 28, 2);
  if (data > entry.limit || entry.limit - data < entry.compressed) {
    refuse(shown(entry) + " runs into what follows it (byte " + std::to_string(data) + ")");
  }
  if (buffer_.size() < entry.size + padding) buffer_.resize(entry.size + padding + entry.size / 2);
  const std::byte* from = bytes_.data() + data;
  if (entry.method == kStored) {
    if (entry.size != 0) std::memcpy(buffer_.data(), from, entry.size);
  } else {
    const libdeflate_result result =
        libdeflate_deflate_decompress(decompressor_.get(), from, entry.compressed, buffer_.data(), entry.size, nullptr);
    if (result != LIBDEFLATE_SUCCESS) {
      refuse(shown(entry) + " does not inflate to the " + std::to_string(entry.size) + " bytes that it claims");
    }
  }
  if (libdeflate_crc32(0, buffer_.data(), entry.size) != entry.crc) refuse(shown(entry) + " fails its CRC-32");
  return {buffer_.data(), entry.size};
}

}  // namespace streamguard::osv
