/// wine.hpp: whether this is Wine, which lacks what a test would try.
#pragma once

#include "os/windows_win32.hpp"

namespace streamguard::os {

inline bool on_wine() noexcept {
  return ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace streamguard::os
