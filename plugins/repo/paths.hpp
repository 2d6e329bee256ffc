/// paths.hpp: what kind of file a path names, by its folders and its ending. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace streamguard::repo {

enum class PathKind : std::uint8_t {
  source,    ///< code of a language that functions are cut from
  test,      ///< code, data or programs of tests, fuzzing and benchmarks
  papers,    ///< documents, changelogs, sites
  vendored,  ///< somebody else's code, or a program's output: third_party/, node_modules/, *.min.js
  example,   ///< examples, demos, tools beside the product
  other,     ///< build files, data, configuration
};

PathKind kind_of(std::string_view path);

struct PathCounts {
  std::uint32_t source = 0, test = 0, papers = 0, vendored = 0, example = 0, other = 0;

  void add(std::string_view path);
  std::uint32_t all() const noexcept { return source + test + papers + vendored + example + other; }
};

}  // namespace streamguard::repo
