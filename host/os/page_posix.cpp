#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "os/page.hpp"

namespace streamguard::os {
namespace {

constexpr std::size_t kPageBytes = 4096;

struct Layout {
  std::uint64_t length;
  char text[Page::kTextBytes];
};
static_assert(sizeof(Layout) <= kPageBytes);

class MappedPage final : public Page {
 public:
  explicit MappedPage(void* memory) : layout_(static_cast<Layout*>(memory)) {}
  ~MappedPage() override { ::munmap(layout_, kPageBytes); }

  void write(std::string_view text) noexcept override {
    text = text.substr(0, kTextBytes);
    // A death between these lines must not leave a length that belongs to another text.
    __atomic_store_n(&layout_->length, 0, __ATOMIC_SEQ_CST);
    std::memcpy(layout_->text, text.data(), text.size());
    __atomic_store_n(&layout_->length, text.size(), __ATOMIC_SEQ_CST);
  }

  std::string read() const override {
    const std::uint64_t length = __atomic_load_n(&layout_->length, __ATOMIC_SEQ_CST);
    return length <= kTextBytes ? std::string(layout_->text, length) : std::string();
  }

 private:
  Layout* layout_;
};

Result<std::unique_ptr<Page>> map(const std::filesystem::path& path, int flags) {
  const auto fail = [&](int fd, const char* what) {
    Error error{Code::io, path.string() + ": " + what + ": " + std::strerror(errno)};
    if (fd >= 0) ::close(fd);
    return error;
  };
  const int fd = ::open(path.c_str(), flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fail(fd, "cannot open");
  if ((flags & O_CREAT) != 0) {
    // Written in full, so that the disk cannot run out under the mapping; not cut off before, since some file systems
    // wait for the disk where a file is emptied and filled again.
    const std::array<char, kPageBytes> zeros{};
    if (::write(fd, zeros.data(), zeros.size()) != static_cast<ssize_t>(zeros.size())) return fail(fd, "cannot write");
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0 || info.st_size < static_cast<off_t>(kPageBytes)) return fail(fd, "is too short");
  void* memory = ::mmap(nullptr, kPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return fail(fd, "cannot map");
  ::close(fd);
  return std::unique_ptr<Page>(std::make_unique<MappedPage>(memory));
}

}  // namespace

Result<std::unique_ptr<Page>> Page::create(const std::filesystem::path& path) { return map(path, O_CREAT); }
Result<std::unique_ptr<Page>> Page::open(const std::filesystem::path& path) { return map(path, 0); }

}  // namespace streamguard::os
