/// read_back.hpp: what readers that are not ours find in an output folder, by read_back.py.
#pragma once

#include <filesystem>
#include <string>

namespace streamguard::tests {

struct ReadBack {
  bool skipped = false;  ///< there is no Python, or no PyYAML
  bool agrees = false;
  std::string said;
};

ReadBack read_back(const std::filesystem::path& folder);

/// The same of a folder with the unruly facts and records and this one file, which a reporter made of them.
ReadBack read_back_unruly(const std::string& file, const std::string& bytes);

}  // namespace streamguard::tests
