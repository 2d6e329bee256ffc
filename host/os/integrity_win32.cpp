#include "os/integrity_win32.hpp"

#include <array>

#include "os/windows_win32.hpp"

namespace streamguard::os {

namespace {

/// A mandatory label, inherited by files and folders: nobody below low integrity writes.
constexpr const wchar_t* kLowLabel = L"S:(ML;OICI;NW;;;LW)";

class Descriptor {
 public:
  Descriptor() {
    ::ConvertStringSecurityDescriptorToSecurityDescriptorW(kLowLabel, SDDL_REVISION_1, &descriptor_, nullptr);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::LocalFree(descriptor_); }
  PSECURITY_DESCRIPTOR get() const noexcept { return descriptor_; }

 private:
  PSECURITY_DESCRIPTOR descriptor_ = nullptr;
};

UniqueHandle open_place(const std::wstring& path, DWORD access) {
  return UniqueHandle(::CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
}

bool is_low(const std::wstring& path) {
  const UniqueHandle place = open_place(path, READ_CONTROL);
  std::array<char, 1024> memory{};
  DWORD size = 0;
  BOOL there = FALSE, by_default = FALSE;
  PACL list = nullptr;
  void* entry = nullptr;
  if (!place ||
      ::GetKernelObjectSecurity(place.get(), LABEL_SECURITY_INFORMATION, memory.data(),
                                static_cast<DWORD>(memory.size()), &size) == FALSE ||
      ::GetSecurityDescriptorSacl(memory.data(), &there, &list, &by_default) == FALSE || there == FALSE ||
      list == nullptr || ::GetAce(list, 0, &entry) == FALSE) {
    return false;
  }
  auto* label = static_cast<SYSTEM_MANDATORY_LABEL_ACE*>(entry);
  return label->Header.AceType == SYSTEM_MANDATORY_LABEL_ACE_TYPE &&
         *::GetSidSubAuthority(&label->SidStart, 0) <= SECURITY_MANDATORY_LOW_RID;
}

}  // namespace

bool make_low_folder(const std::wstring& path) {
  const Descriptor low;
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), low.get(), FALSE};
  return low.get() != nullptr && ::CreateDirectoryW(path.c_str(), &attributes) != FALSE;
}

bool label_low(const std::wstring& path) {
  if (is_low(path)) return true;
  const Descriptor low;
  const UniqueHandle place = open_place(path, WRITE_OWNER | READ_CONTROL);
  return low.get() != nullptr && place &&
         ::SetKernelObjectSecurity(place.get(), LABEL_SECURITY_INFORMATION, low.get()) != FALSE;
}

}  // namespace streamguard::os
