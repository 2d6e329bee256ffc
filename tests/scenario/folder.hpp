/// folder.hpp: a temporary folder of one test, gone with it, and the reading of files in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "../fresh_folder.hpp"

namespace streamguard::scenario {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(tests::fresh_folder("streamguard-")) {}
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

inline std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void put(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

/// Every data and rejected file of an output folder, by its relative path: what must be equal, whatever happened to the
/// run.
inline std::map<std::string, std::string> data_of(const fs::path& output) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(output)) {
    if (entry.path().extension() != ".jsonl") continue;
    const std::string name = entry.path().lexically_relative(output).generic_string();
    if (name.rfind(".streamguard", 0) != 0) out[name] = text_of(entry.path());
  }
  return out;
}

}  // namespace streamguard::scenario
