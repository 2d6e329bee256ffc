/// zip_writer.hpp: makes ZIP files for the tests, right ones and (through `Entry`'s overrides) wrong ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace streamguard::osv {

struct Entry {
  std::string name = {};
  std::string content = {};
  bool deflate = true;
  std::optional<std::uint32_t> crc = {};         ///< a wrong CRC-32
  std::optional<std::uint64_t> size = {};        ///< a wrong inflated size
  std::optional<std::uint64_t> compressed = {};  ///< a wrong compressed size
  std::optional<std::uint64_t> local = {};       ///< a wrong place
  std::uint16_t flags = 0;
  std::optional<std::uint16_t> method = {};
  bool zip64 = false;  ///< sizes and place in a ZIP64 field
};

struct ZipOptions {
  bool zip64_end = false;
  std::string comment = {};
};

std::string make_zip(const std::vector<Entry>& entries, const ZipOptions& options = {});

void write_file(const std::filesystem::path& path, const std::string& bytes);

}  // namespace streamguard::osv
