#include "read_back.hpp"

#include <fstream>

#include "../fresh_folder.hpp"
#include "unruly.hpp"

namespace streamguard::tests {

namespace fs = std::filesystem;

ReadBack read_back_unruly(const std::string& file, const std::string& bytes) {
  const fs::path folder = fresh_folder("streamguard-read-back-");
  write_unruly_folder(folder);
  std::ofstream(folder / file, std::ios::binary) << bytes;
  ReadBack out = read_back(folder);
  fs::remove_all(folder);
  return out;
}

}  // namespace streamguard::tests
