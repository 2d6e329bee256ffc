#include "net/body.hpp"

#include <atomic>
#include <cerrno>
#include <random>
#include <string>
#include <system_error>

#include "core/crc32c.hpp"
#include "net/bounds.hpp"
#include "net/sha256.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace {

template <class Each>
Status read_all(const std::filesystem::path& path, Each each) {
  auto file = os::real_disk().open_read(path);
  if (!file) return std::move(file).error();
  std::string room(limits::kDeliveryBytes, '\0');
  for (std::uint64_t at = 0;;) {
    auto got = (*file)->read(at, room);
    if (!got) return got.error();
    if (*got == 0) return {};
    each(std::string_view(room).substr(0, *got));
    at += *got;
  }
}

}  // namespace

Body::~Body() {
  std::error_code ignored;
  if (temporary_) std::filesystem::remove(path_, ignored);
}

Result<std::unique_ptr<PartFile>> PartFile::create(const std::filesystem::path& path) {
  errno = 0;
  std::FILE* file = os::open_stream(path);
  if (file == nullptr) {
    return Error{Code::io, "cannot make " + path.string() + ": " + std::generic_category().message(errno)};
  }
  return std::unique_ptr<PartFile>(new PartFile(path, file));
}

PartFile::~PartFile() {
  if (file_ != nullptr) std::fclose(file_);
  std::error_code ignored;
  if (!finished_) std::filesystem::remove(path_, ignored);
}

Error PartFile::failure(const char* what) const {
  return {Code::io,
          std::string("cannot ") + what + " " + path_.string() + ": " + std::generic_category().message(errno)};
}

Status PartFile::write(std::string_view bytes) {
  errno = 0;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return failure("write");
  size_ += bytes.size();
  crc_ = crc32c::extend(crc_, bytes);
  return {};
}

Status PartFile::finish() {
  errno = 0;
  std::FILE* file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) return failure("write");
  finished_ = true;
  return {};
}

Result<std::uint32_t> crc_of_file(const std::filesystem::path& path) {
  std::uint32_t crc = 0;
  if (auto read = read_all(path, [&](std::string_view piece) { crc = crc32c::extend(crc, piece); }); !read) {
    return std::move(read).error();
  }
  return crc;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  Sha256 hash;
  if (auto read = read_all(path, [&](std::string_view piece) { hash.add(piece); }); !read)
    return std::move(read).error();
  return hash.hex();
}

Status put_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path part = path;
  part += "." + unique_name() + ".part";
  auto file = PartFile::create(part);
  if (!file) return std::move(file).error();
  if (auto wrote = (*file)->write(bytes); !wrote) return wrote;
  if (auto closed = (*file)->finish(); !closed) return closed;
  std::error_code failed;
  std::filesystem::rename(part, path, failed);
  if (!failed) return {};
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  return Error{Code::io, "cannot rename " + part.string() + " to " + path.string() + ": " + failed.message()};
}

std::string unique_name() {
  // Random for this process, counted within it.
  static const std::uint64_t process = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }();
  static std::atomic<std::uint64_t> next{0};
  std::string out;
  const std::uint64_t number = process + next.fetch_add(1);
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(number >> shift) & 15U];
  return out;
}

}  // namespace streamguard::net
