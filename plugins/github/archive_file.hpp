/// archive_file.hpp: a mirror's file, read from its beginning: the lines of a text, gzipped or not, or the members of a
/// tar archive, gzipped or not, or of a zip. Owns the file, which is deleted with the object. One thread at a time.
///
/// What is damaged is an Error(SG_E_DATA) that says where and how to mend it.
#pragma once

#include <cstdint>
#include <memory>
#include <streamguard/cpp/plugin.hpp>
#include <string>
#include <string_view>

namespace streamguard::github {

inline constexpr std::uint64_t kMostDocumentBytes = 16u << 20;                ///< a longer advisory counts as broken
inline constexpr std::uint64_t kMostUnpackedBytes = std::uint64_t{64} << 30;  ///< of a whole file: a bound for a bomb

class ArchiveFile {
 public:
  enum class Kind { kLines, kMembers };

  /// `path` is the file, `label` its name in messages.
  ArchiveFile(std::string path, std::string label, Kind kind);
  ArchiveFile(const ArchiveFile&) = delete;
  ArchiveFile& operator=(const ArchiveFile&) = delete;
  ~ArchiveFile();

  /// The next line without its end. False at the end of the file. A line of over kMostDocumentBytes is `too_long`, and
  /// empty.
  bool next_line(std::string& line, bool& too_long);

  /// Goes to the next regular file of the archive; false where there is none any more.
  bool next_member(std::string& name);
  /// Its content. False where it is longer than kMostDocumentBytes.
  bool read_member(std::string& content);

 private:
  struct Reader;
  [[noreturn]] void refuse(const std::string& why) const;
  [[noreturn]] void fail() const;
  bool fill();

  std::string path_, label_;
  std::unique_ptr<Reader> reader_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< of what is left in the buffer
  bool ended_ = false;               ///< the file has no more
  std::uint64_t unpacked_ = 0;
};

/// Hex SHA-256 of a file. Throws Error(SG_E_TRANSIENT) where it cannot be read.
std::string digest_of(const std::string& path);

}  // namespace streamguard::github
