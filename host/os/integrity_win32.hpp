/// integrity_win32.hpp: mandatory integrity levels: who is of low integrity reads what its user reads, and writes only
/// what is labelled so. Paths as long_path() makes them. [any thread]
#pragma once

#include <string>

namespace streamguard::os {

/// A new folder in which, and in all that will be in it, those of low integrity may write. The label is given at birth,
/// since later it takes rights that the maker of a folder need not have. False: GetLastError says why.
bool make_low_folder(const std::wstring& path);

/// Labels what exists, where it is not labelled so already.
bool label_low(const std::wstring& path);

}  // namespace streamguard::os
