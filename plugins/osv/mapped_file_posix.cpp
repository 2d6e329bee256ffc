#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <streamguard/cpp/plugin.hpp>
#include <utility>

#include "osv/mapped_file.hpp"

namespace streamguard::osv {

MappedFile::MappedFile(std::string path) : path_(std::move(path)) {
  const auto fail = [this](const char* what) {
    const std::string message = "scratch file " + path_ + ": " + what + ": " + std::strerror(errno);
    release();
    throw Error(SG_E_TRANSIENT, message);
  };
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail("cannot be opened");
  struct stat facts {};
  if (::fstat(fd, &facts) != 0 || facts.st_size < 0) {
    ::close(fd);
    fail("has no size");
  }
  size_ = static_cast<std::size_t>(facts.st_size);
  if (size_ != 0) {
    void* at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
    const int error = errno;
    if (at == MAP_FAILED) {
      ::close(fd);
      size_ = 0;
      errno = error;
      fail("cannot be mapped");
    }
    data_ = static_cast<const std::byte*>(at);
    ::madvise(at, size_, MADV_SEQUENTIAL);
  }
  ::close(fd);
}

MappedFile::~MappedFile() { release(); }

void MappedFile::release() noexcept {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
  data_ = nullptr;
  ::unlink(path_.c_str());
}

}  // namespace streamguard::osv
