#include "zip_writer.hpp"

#include <libdeflate.h>

#include <fstream>

namespace streamguard::osv {
namespace {

void number(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(value & 0xFF);
    value >>= 8;
  }
}

std::string deflated(const std::string& content) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_deflate_compress_bound(compressor, content.size()), '\0');
  out.resize(libdeflate_deflate_compress(compressor, content.data(), content.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

constexpr std::uint64_t k64 = 0xFFFFFFFF;

}  // namespace

std::string make_zip(const std::vector<Entry>& entries, const ZipOptions& options) {
  std::string out;
  std::string directory;
  for (const Entry& entry : entries) {
    const std::string data = entry.deflate ? deflated(entry.content) : entry.content;
    const std::uint64_t method = entry.method.value_or(entry.deflate ? 8 : 0);
    const std::uint64_t crc = entry.crc.value_or(libdeflate_crc32(0, entry.content.data(), entry.content.size()));
    const std::uint64_t size = entry.size.value_or(entry.content.size());
    const std::uint64_t compressed = entry.compressed.value_or(data.size());
    const std::uint64_t local = entry.local.value_or(out.size());
    number(out, 0x04034b50, 4);
    number(out, 20, 2);
    number(out, entry.flags, 2);
    number(out, method, 2);
    number(out, 0, 4);
    number(out, crc, 4);
    number(out, compressed, 4);
    number(out, size, 4);
    number(out, entry.name.size(), 2);
    number(out, 0, 2);
    out += entry.name + data;
    std::string extra;
    if (entry.zip64) {
      number(extra, 1, 2);
      number(extra, 24, 2);
      number(extra, size, 8);
      number(extra, compressed, 8);
      number(extra, local, 8);
    }
    number(directory, 0x02014b50, 4);
    number(directory, 20, 2);
    number(directory, 20, 2);
    number(directory, entry.flags, 2);
    number(directory, method, 2);
    number(directory, 0, 4);
    number(directory, crc, 4);
    number(directory, entry.zip64 ? k64 : compressed, 4);
    number(directory, entry.zip64 ? k64 : size, 4);
    number(directory, entry.name.size(), 2);
    number(directory, extra.size(), 2);
    number(directory, 0, 2 + 2 + 2 + 4);
    number(directory, entry.zip64 ? k64 : local, 4);
    directory += entry.name + extra;
  }
  const std::uint64_t at = out.size();
  out += directory;
  if (options.zip64_end) {
    const std::uint64_t end64 = out.size();
    number(out, 0x06064b50, 4);
    number(out, 44, 8);
    number(out, 45, 2);
    number(out, 45, 2);
    number(out, 0, 8);
    number(out, entries.size(), 8);
    number(out, entries.size(), 8);
    number(out, directory.size(), 8);
    number(out, at, 8);
    number(out, 0x07064b50, 4);
    number(out, 0, 4);
    number(out, end64, 8);
    number(out, 1, 4);
  }
  number(out, 0x06054b50, 4);
  number(out, 0, 4);
  number(out, options.zip64_end ? 0xFFFF : entries.size(), 2);
  number(out, options.zip64_end ? 0xFFFF : entries.size(), 2);
  number(out, options.zip64_end ? k64 : directory.size(), 4);
  number(out, options.zip64_end ? k64 : at, 4);
  number(out, options.comment.size(), 2);
  return out + options.comment;
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace streamguard::osv
