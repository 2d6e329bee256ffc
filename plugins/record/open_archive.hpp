/// open_archive.hpp: libarchive's two ways to open a file, chosen by what names of files are made of: bytes, or wide
/// characters where bytes would be taken in a code page. For plugins that link libarchive themselves.
#pragma once

#include <archive.h>

#include <cstddef>
#include <filesystem>
#include <type_traits>

namespace streamguard::record {

template <class Char>
int open_archive_named(archive* reader, const Char* name, std::size_t block_bytes) {
  if constexpr (std::is_same_v<Char, wchar_t>) {
    return archive_read_open_filename_w(reader, name, block_bytes);
  } else {
    return archive_read_open_filename(reader, name, block_bytes);
  }
}

/// What libarchive returns.
inline int open_archive(archive* reader, const std::filesystem::path& path, std::size_t block_bytes) {
  return open_archive_named(reader, path.c_str(), block_bytes);
}

}  // namespace streamguard::record
