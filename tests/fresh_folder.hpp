/// fresh_folder.hpp: a folder that nobody else has, for tests on any system, and its end.
#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <system_error>

namespace streamguard::testing {

inline std::filesystem::path fresh_folder(const std::string& name) {
  std::random_device random;
  for (;;) {
    std::filesystem::path folder = std::filesystem::temp_directory_path() / (name + std::to_string(random()));
    if (std::filesystem::create_directory(folder)) return folder;
  }
}

/// With files that are marked as read-only, as git marks objects; Windows keeps those from being removed.
inline void remove_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (!entry.is_symlink(ignored)) {
      fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add, ignored);
    }
  }
  fs::remove_all(folder, ignored);
}

}  // namespace streamguard::testing
