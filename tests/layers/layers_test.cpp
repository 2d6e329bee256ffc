// Reads the layer table of host/DESIGN.md and holds every include of the host, the plugins and the reporters against
// it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
const fs::path kSource = STREAMGUARD_SOURCE_DIR;

struct Layer {
  std::set<std::string> includes, third_party;
};

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::set<std::string> words(const std::string& cell) {
  std::istringstream in(cell);
  std::set<std::string> out;
  for (std::string word; in >> word;) {
    if (word != "-") out.insert(word);
  }
  return out;
}

std::map<std::string, Layer> table() {
  std::map<std::string, Layer> out;
  std::istringstream in(read(kSource / "host/DESIGN.md"));
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("| folder |", 0) == 0) inside = true;
    if (inside && line.empty()) break;
    if (!inside || line.rfind("| folder |", 0) == 0 || line.rfind("|---", 0) == 0) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
    if (cells.size() >= 4) out[*words(cells[0]).begin()] = {words(cells[2]), words(cells[3])};
  }
  return out;
}

std::vector<std::pair<char, std::string>> includes_of(const fs::path& file) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<std::pair<char, std::string>> out;
  std::istringstream in(read(file));
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) out.emplace_back(match.str(1)[0], match.str(2));
  }
  return out;
}

std::vector<fs::path> sources(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".hpp" || extension == ".cpp" || extension == ".h" || extension == ".c")
      out.push_back(entry.path());
  }
  return out;
}

/// Headers of the language and its library are free for all; these prefixes say whose a header with a folder is.
std::string third_party_of(const std::string& header) {
  static const std::map<std::string, std::string> kOwners{{"nlohmann/", "nlohmann"},
                                                          {"yaml-cpp/", "yaml-cpp"},
                                                          {"spdlog/", "spdlog"},
                                                          {"curl/", "curl"},
                                                          {"boost/", "boost"},
                                                          {"simdjson.h", "simdjson"},
                                                          {"CLI/", "CLI11"},
                                                          {"dtl/", "dtl"},
                                                          {"seccomp.h", "seccomp"},
                                                          {"valijson/", "valijson"},
                                                          {"rapidjson/", "rapidjson"},
                                                          {"nettle/", "nettle"},
                                                          {"libdeflate.h", "libdeflate"},
                                                          {"archive", "libarchive"},
                                                          {"zlib.h", "zlib"},
                                                          {"openssl/", "openssl"},
                                                          {"xxhash.h", "xxhash"},
                                                          {"zstd.h", "zstd"},
                                                          {"git2", "libgit2"},
                                                          {"nmmintrin.h", "intrinsics"}};
  for (const auto& [prefix, owner] : kOwners) {
    if (header.rfind(prefix, 0) == 0) return owner;
  }
  static const std::set<std::string> kC{"stdint.h", "stddef.h"};
  if (kC.count(header) > 0) return {};
  const bool system = header.find(".h") != std::string::npos || header.find('/') != std::string::npos;
  return system ? "system" : "";
}

TEST(Layers, TableNamesEveryFolderOfTheHost) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kSource / "host")) {
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  }
  std::set<std::string> named;
  for (const auto& [folder, layer] : table()) named.insert(folder);
  EXPECT_EQ(folders, named);
}

TEST(Layers, TableHasNoCycle) {
  const auto layers = table();
  const std::function<int(const std::string&, int)> visit = [&](const std::string& folder, int level) -> int {
    if (level > 50) return level;
    int deepest = level;
    const auto at = layers.find(folder);
    if (at != layers.end()) {
      for (const std::string& below : at->second.includes) deepest = std::max(deepest, visit(below, level + 1));
    }
    return deepest;
  };
  for (const auto& [folder, layer] : layers) EXPECT_LT(visit(folder, 0), 50) << folder << " includes itself in the end";
}

TEST(Layers, HostIncludesOnlyWhatTheTableAllows) {
  int checked = 0;
  for (const auto& [folder, layer] : table()) {
    for (const fs::path& file : sources(kSource / "host" / folder)) {
      for (const auto& [quote, header] : includes_of(file)) {
        ++checked;
        const std::string at = file.lexically_relative(kSource).string() + " includes " + header;
        if (quote == '"') {
          const std::string owner = header.substr(0, header.find('/'));
          EXPECT_TRUE(owner == folder || layer.includes.count(owner) > 0) << at;
        } else if (header.rfind("streamguard/", 0) == 0) {
          EXPECT_EQ(layer.includes.count("sdk"), 1U) << at;
        } else if (const std::string owner = third_party_of(header); !owner.empty()) {
          EXPECT_EQ(layer.third_party.count(owner), 1U) << at << " (" << owner << ")";
        }
      }
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(Layers, HeavyHeadersStayOutOfHeaders) {
  for (const fs::path& file : sources(kSource / "host")) {
    if (file.extension() != ".hpp") continue;
    for (const auto& [quote, header] : includes_of(file)) {
      EXPECT_TRUE(header.rfind("nlohmann/json.hpp", 0) != 0 && header.rfind("spdlog/", 0) != 0)
          << file.lexically_relative(kSource) << " includes " << header;
    }
  }
}

TEST(Layers, PlatformCodeStaysInFilesOfItsPlatform) {
  static const std::regex kPlatform(R"(#\s*(if|ifdef|ifndef|elif)\b.*(_WIN32|__linux__|__APPLE__|__unix__))");
  for (const fs::path& file : sources(kSource / "host")) {
    EXPECT_FALSE(std::regex_search(read(file), kPlatform)) << file.lexically_relative(kSource);
  }
}

TEST(Layers, PluginsKnowOnlyTheSdk) {
  int checked = 0;
  for (const char* top : {"plugins", "reports"}) {
    for (const fs::path& file : sources(kSource / top)) {
      for (const auto& [quote, header] : includes_of(file)) {
        ++checked;
        if (quote != '"') continue;
        EXPECT_FALSE(fs::exists(kSource / "host" / header))
            << file.lexically_relative(kSource) << " includes " << header;
      }
    }
  }
  EXPECT_GT(checked, 20);
}

TEST(Layers, FilesStayShort) {
  for (const char* top : {"host", "plugins", "reports", "sdk"}) {
    for (const fs::path& file : sources(kSource / top)) {
      const std::string text = read(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 450) << file.lexically_relative(kSource) << ": split it";
    }
  }
}

// "trust_${system}.cpp" for trust_posix.cpp and trust_win32.cpp.
std::string named_by_system(std::string name) {
  for (const char* system : {"posix", "win32"}) {
    if (const auto at = name.find(system); at != std::string::npos) name.replace(at, 5, "${system}");
  }
  return name;
}

TEST(Layers, EverySourceIsBuilt) {
  for (const char* top : {"host", "plugins", "reports", "tests"}) {
    for (const fs::path& file : sources(kSource / top)) {
      const std::string extension = file.extension().string();
      if (extension != ".cpp" && extension != ".c") continue;
      const std::string name = file.filename().string();
      bool named = false;
      for (fs::path folder = file.parent_path(); !named && folder != kSource; folder = folder.parent_path()) {
        const std::string cmake = read(folder / "CMakeLists.txt");
        named = cmake.find(name) != std::string::npos || cmake.find(named_by_system(name)) != std::string::npos ||
                cmake.find("GLOB") != std::string::npos;
      }
      EXPECT_TRUE(named) << file.lexically_relative(kSource) << " is in no CMakeLists.txt";
    }
  }
}

}  // namespace
