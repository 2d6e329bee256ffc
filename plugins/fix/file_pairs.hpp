/// file_pairs.hpp: what one changed file gives: matches of its functions that differ, and those on one side only. The
/// parts of pairs.cpp that know a single file.
#pragma once

#include <string>
#include <vector>

#include "fix/match.hpp"
#include "fix/pairs.hpp"

namespace streamguard::fix {

/// A file's two contents with what the parser saw in them. Its Sources point into the texts: neither copied nor moved.
struct FileTexts {
  std::string before_text, after_text;
  Source before, after;
  functions::Language language{};

  FileTexts() = default;
  FileTexts(const FileTexts&) = delete;
  FileTexts& operator=(const FileTexts&) = delete;
};

struct FileOutcome {
  std::vector<Pair> changed;    ///< with both sides
  std::vector<Pair> one_sided;  ///< added and removed
  bool top_level = false;       ///< something differs, but in no function that stands on both sides
};

/// Reads both contents; an id of zeros gives an empty one. Empty when it may be used, else the word for why not.
std::string_view read_file(const Repository& repository, const CodeFile& file, FileTexts& out);

/// Fills the outlines, then tells what changed.
FileOutcome compare_file(const CodeFile& file, FileTexts& texts, Outlines& outlines, Tally& counts);

/// The two whole files as a pair.
Pair whole_files(const CodeFile& file, const FileTexts& texts);

}  // namespace streamguard::fix
