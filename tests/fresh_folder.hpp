/// fresh_folder.hpp: a folder that nobody else has, for tests on any system, and its end.
#pragma once

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

namespace streamguard::tests {

/// Its path begins with `name` below the folder for temporary files; for its owner alone, without links on the way.
inline std::filesystem::path fresh_folder(const std::string& name) {
  namespace fs = std::filesystem;
  constexpr int kAttempts = 100;
  std::random_device random;
  for (int i = 0; i < kAttempts; ++i) {
    const fs::path folder = fs::temp_directory_path() / (name + std::to_string(random()));
    if (!fs::create_directory(folder)) continue;
    fs::permissions(folder, fs::perms::owner_all);
    return fs::canonical(folder);
  }
  throw std::runtime_error("no temporary folder can be made: every name is taken");
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

}  // namespace streamguard::tests
