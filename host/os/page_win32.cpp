#include <array>
#include <cstdint>
#include <cstring>

#include "os/page.hpp"
#include "os/windows_win32.hpp"

namespace streamguard::os {
namespace {

constexpr DWORD kPageBytes = 4096;

struct Layout {
  std::uint64_t length;
  char text[Page::kTextBytes];
};
static_assert(sizeof(Layout) <= kPageBytes);

class MappedPage final : public Page {
 public:
  explicit MappedPage(void* memory) : layout_(static_cast<Layout*>(memory)) {}
  ~MappedPage() override { ::UnmapViewOfFile(layout_); }

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

Result<std::unique_ptr<Page>> map(const std::filesystem::path& path, DWORD how) {
  const auto fail = [&](const char* what) {
    return Error{Code::io, path.string() + ": " + what + ": " + reason_of(::GetLastError())};
  };
  const UniqueHandle file(::CreateFileW(long_path(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, how,
                                        FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file) return fail("cannot open");
  if (how == CREATE_ALWAYS) {
    // Written in full, so that the disk cannot run out under the mapping.
    const std::array<char, kPageBytes> zeros{};
    DWORD written = 0;
    if (::WriteFile(file.get(), zeros.data(), kPageBytes, &written, nullptr) == FALSE) return fail("cannot write");
  }
  LARGE_INTEGER size{};
  if (::GetFileSizeEx(file.get(), &size) == FALSE || size.QuadPart < kPageBytes) return fail("is too short");
  const UniqueHandle mapping(::CreateFileMappingW(file.get(), nullptr, PAGE_READWRITE, 0, kPageBytes, nullptr));
  void* memory = mapping ? ::MapViewOfFile(mapping.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, kPageBytes) : nullptr;
  if (memory == nullptr) return fail("cannot map");
  return std::unique_ptr<Page>(std::make_unique<MappedPage>(memory));
}

}  // namespace

Result<std::unique_ptr<Page>> Page::create(const std::filesystem::path& path) { return map(path, CREATE_ALWAYS); }
Result<std::unique_ptr<Page>> Page::open(const std::filesystem::path& path) { return map(path, OPEN_EXISTING); }

}  // namespace streamguard::os
