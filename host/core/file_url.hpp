/// file_url.hpp: file:// urls and the folders that they name, on systems with drive letters too: file:///C:/mirror.
/// Percent escapes are not looked at. Pure; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace streamguard {

inline constexpr std::string_view kFileScheme = "file://";
inline constexpr bool kDriveLetters = std::filesystem::path::preferred_separator == '\\';

/// With the slash that a drive letter needs before it, which is missing where a variable held the path, and with
/// slashes alone. Elsewhere, and of another scheme, as it is.
std::string whole_file_url(std::string url);

/// The path in a whole url.
std::filesystem::path folder_of_file_url(std::string_view url);

}  // namespace streamguard
