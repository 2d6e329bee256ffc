/// mapped_file.hpp: a file of the scratch folder, mapped for reading. Owns the file: it is deleted with the object, so
/// that one archive at a time takes up the disk. One thread at a time.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace streamguard::osv {

class MappedFile {
 public:
  /// Throws Error(SG_E_TRANSIENT) naming `path` where it cannot be opened or mapped.
  explicit MappedFile(std::string path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  void release() noexcept;

  std::string path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace streamguard::osv
