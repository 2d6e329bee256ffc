#include "cve/feed.hpp"

#include <libdeflate.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <utility>

#include "record/record.hpp"

namespace streamguard::cve {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::size_t kSmallestGzip = 18;
constexpr std::uint64_t kMostRatio = 1032;  ///< deflate cannot do better: more is a lie
constexpr std::uint64_t kMostFileBytes = 256u << 20;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* it) const { libdeflate_free_decompressor(it); }
};

/// The size of the content that gzip's last four bytes give, little-endian.
std::uint64_t told_size(std::string_view gzip) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size |= std::uint64_t{static_cast<unsigned char>(gzip[gzip.size() - 4 + i])} << (8 * i);
  }
  return size;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Not mapped but read: what is gzip'ed is a tenth of what it becomes.
bool read_file(const std::string& path, std::string& into) {
  std::error_code failed;
  const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
  if (failed || bytes > kMostFileBytes) return false;
  into.resize(static_cast<std::size_t>(bytes));
  std::ifstream file(std::filesystem::path(path), std::ios::binary);
  return static_cast<bool>(file.read(into.data(), static_cast<std::streamsize>(bytes)));
}

}  // namespace

std::optional<Meta> parse_meta(std::string_view text) {
  Meta meta;
  bool any = false;
  while (!text.empty()) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, line_end);
    text.remove_prefix(std::min(line_end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 1);
    if (key == "lastModifiedDate") {
      meta.modified = parse_time(value);
    } else if (key == "size") {
      std::from_chars(value.data(), value.data() + value.size(), meta.size);
    } else if (key == "sha256" && is_sha256(lower(value))) {
      meta.sha256 = lower(value);
      any = true;
    }
  }
  if (!any) return {};
  return meta;
}

bool Feed::fail(std::string why) {
  problem_ = std::move(why);
  size_ = 0;
  bytes_.reset();
  return false;
}

bool Feed::hold(std::uint64_t bytes) {
  if (bytes > kMostFeedBytes) {
    return fail("it claims " + std::to_string(bytes) + " bytes, over the bound of " + std::to_string(kMostFeedBytes));
  }
  bytes_ = std::make_unique_for_overwrite<char[]>(static_cast<std::size_t>(bytes) + simdjson::SIMDJSON_PADDING);
  size_ = static_cast<std::size_t>(bytes);
  std::memset(bytes_.get() + size_, 0, simdjson::SIMDJSON_PADDING);
  return true;
}

bool Feed::unpack(std::string_view file) {
  if (file.size() < kSmallestGzip) return fail("it is cut short: " + std::to_string(file.size()) + " bytes");
  const std::uint64_t size = told_size(file);
  if (size > kMostRatio * file.size()) {
    return fail("it claims " + std::to_string(size) + " bytes out of " + std::to_string(file.size()) +
                ", which cannot be");
  }
  if (!hold(size)) return false;
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  const libdeflate_result result =
      libdeflate_gzip_decompress(decompressor.get(), file.data(), file.size(), bytes_.get(), size_, nullptr);
  return result == LIBDEFLATE_SUCCESS || fail("its gzip is damaged or was cut short");
}

bool Feed::read(const std::string& path, const std::optional<Meta>& meta) {
  problem_.clear();
  bytes_.reset();
  std::string file;
  const bool whole = read_file(path, file);
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  if (!whole)
    return fail("its file cannot be read, or is over the bound of " + std::to_string(kMostFileBytes) + " bytes");
  // A server that calls gzip an encoding has had it undone by the host already.
  if (file.starts_with(kGzip)) {
    if (!unpack(file)) return false;
  } else {
    if (!hold(file.size())) return false;
    std::copy(file.begin(), file.end(), bytes_.get());
  }
  if (!meta) return true;
  if (meta->size != 0 && meta->size != size_) {
    return fail("it has " + std::to_string(size_) + " bytes, its .meta tells " + std::to_string(meta->size));
  }
  return record::sha256_hex({bytes_.get(), size_}) == meta->sha256 ||
         fail("its SHA-256 is not the one that its .meta tells");
}

}  // namespace streamguard::cve
