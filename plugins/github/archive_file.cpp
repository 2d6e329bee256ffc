#include "github/archive_file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "record/open_archive.hpp"
#include "record/sha256.hpp"

namespace streamguard::github {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

}  // namespace

struct ArchiveFile::Reader {
  archive* raw = archive_read_new();
  archive_entry* entry = nullptr;
  ~Reader() { archive_read_free(raw); }
};

ArchiveFile::ArchiveFile(std::string path, std::string label, Kind kind)
    : path_(std::move(path)), label_(std::move(label)), reader_(std::make_unique<Reader>()) {
  archive* const raw = reader_->raw;
  if (raw == nullptr) throw Error(SG_E_TRANSIENT, "out of memory");
  // Other filters of libarchive start programs.
  archive_read_support_filter_gzip(raw);
  if (kind == Kind::kLines) {
    archive_read_support_format_raw(raw);
    archive_read_support_format_empty(raw);
    buffer_.resize(kReadBytes);
  } else {
    archive_read_support_format_tar(raw);
    archive_read_support_format_zip_seekable(raw);
  }
  if (record::open_archive(raw, path_, kReadBytes) != ARCHIVE_OK) fail();
  if (kind == Kind::kMembers) return;
  const int rc = archive_read_next_header(raw, &reader_->entry);
  ended_ = rc == ARCHIVE_EOF;  // of an empty file
  if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN && rc != ARCHIVE_EOF) fail();
}

ArchiveFile::~ArchiveFile() {
  reader_.reset();
  std::error_code ignored;  // the host empties the scratch folder anyway; this only frees space early
  std::filesystem::remove(path_, ignored);
}

void ArchiveFile::refuse(const std::string& why) const {
  throw Error(SG_E_DATA, "github: " + label_ + ": " + why + "; bring the file again");
}

void ArchiveFile::fail() const {
  const char* const why = archive_error_string(reader_->raw);
  refuse(why != nullptr ? why : "it cannot be read");
}

/// Reads on, into an empty buffer. False at the end.
bool ArchiveFile::fill() {
  la_ssize_t got = ARCHIVE_RETRY;
  while (got == ARCHIVE_RETRY) got = archive_read_data(reader_->raw, buffer_.data(), buffer_.size());
  if (got < 0) fail();
  begin_ = 0;
  end_ = static_cast<std::size_t>(got);
  ended_ = got == 0;
  unpacked_ += end_;
  if (unpacked_ > kMostUnpackedBytes) refuse("it holds over " + std::to_string(kMostUnpackedBytes) + " bytes unpacked");
  return end_ != 0;
}

bool ArchiveFile::next_line(std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  bool any = false;
  while (begin_ < end_ || (!ended_ && fill())) {
    any = true;
    const char* const from = buffer_.data() + begin_;
    const void* const newline = std::memchr(from, '\n', end_ - begin_);
    const std::size_t bytes =
        newline != nullptr ? static_cast<std::size_t>(static_cast<const char*>(newline) - from) : end_ - begin_;
    too_long = too_long || line.size() + bytes > kMostDocumentBytes;
    if (!too_long) line.append(from, bytes);
    begin_ += bytes + (newline != nullptr ? 1 : 0);
    if (newline != nullptr) break;
  }
  if (too_long) line.clear();
  return any;
}

bool ArchiveFile::next_member(std::string& name) {
  while (!ended_) {
    const int rc = archive_read_next_header(reader_->raw, &reader_->entry);
    ended_ = rc == ARCHIVE_EOF;
    if (ended_) break;
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) fail();
    const auto unpacked = static_cast<std::uint64_t>(archive_filter_bytes(reader_->raw, 0));
    if (unpacked > kMostUnpackedBytes)
      refuse("it holds over " + std::to_string(kMostUnpackedBytes) + " bytes unpacked");
    if (archive_entry_filetype(reader_->entry) != AE_IFREG || archive_entry_hardlink(reader_->entry) != nullptr)
      continue;
    const char* const path = archive_entry_pathname(reader_->entry);
    name = path != nullptr ? path : "";
    return true;
  }
  return false;
}

bool ArchiveFile::read_member(std::string& content) {
  content.clear();
  std::size_t used = 0;
  while (true) {
    if (used > kMostDocumentBytes) return false;
    content.resize(used + kReadBytes);
    const la_ssize_t got = archive_read_data(reader_->raw, content.data() + used, kReadBytes);
    if (got == ARCHIVE_RETRY) continue;
    if (got < 0) fail();
    used += static_cast<std::size_t>(got);
    if (got == 0) break;
  }
  content.resize(used);
  return true;
}

std::string digest_of(const std::string& path) {
  std::ifstream in(std::filesystem::path(path), std::ios::binary);
  std::string buffer(kReadBytes, '\0');
  record::Sha256 digest;
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    digest.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (!in.eof()) throw Error(SG_E_TRANSIENT, "cannot read " + path);
  const record::HexDigest hex = digest.hex();
  return std::string(record::view(hex));
}

}  // namespace streamguard::github
