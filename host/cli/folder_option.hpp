/// folder_option.hpp: the words by which a verb is told an output folder: DIR or --output-dir DIR, the same for all.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "cli/kept.hpp"

namespace streamguard::cli {

/// Filled by the parser; path() is valid after it ran.
class FolderOption {
 public:
  void add_to(CLI::App& verb) {
    auto* named = verb.add_option("folder", folder_,
                                  "The output folder of a run. Default: here where a run wrote here, else data/raw")
                      ->type_name("DIR");
    verb.add_option("--output-dir", folder_flag_, "The same, as a flag")->type_name("DIR")->excludes(named);
  }
  std::filesystem::path path() const {
    const std::string& given = folder_.empty() ? folder_flag_ : folder_;
    return given.empty() ? usual_folder() : std::filesystem::path(given);
  }

 private:
  std::string folder_, folder_flag_;
};

}  // namespace streamguard::cli
