/// hostile_folder.hpp: output folders made by the store itself, with samples that a test writes: also ones that no
/// collector of ours would make.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace streamguard::commands {

/// What a test says of a sample; the rest is the same for all.
struct Written {
  unsigned number = 0;
  std::string kind = "function_pair", source = "osv", language = "Python", tier = "gold", severity = "HIGH";
  std::string cwe = "CWE-79", id = "CVE-2024-1", repository = "https://github.com/acme/parser";
  std::string title = "A title", before = "a\nb\nc\n", after = "a\nB\nc\n", description;
};

/// As a line of a part.
std::string record_of(const Written& sample);

/// A folder with one part of the collector `osv`, committed and closed.
void write_folder(const std::filesystem::path& output, const std::vector<std::string>& records);

/// Everything that may steer a terminal, a page or a spreadsheet, and is valid in a JSON text.
std::string hostile_text();

}  // namespace streamguard::commands
