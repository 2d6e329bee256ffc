/// fresh_folder.hpp: a folder that nobody else has, for tests on any system. Whoever asked for it removes it.
#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace streamguard::testing {

inline std::filesystem::path fresh_folder(const std::string& name) {
  std::random_device random;
  for (;;) {
    std::filesystem::path folder = std::filesystem::temp_directory_path() / (name + std::to_string(random()));
    if (std::filesystem::create_directory(folder)) return folder;
  }
}

}  // namespace streamguard::testing
