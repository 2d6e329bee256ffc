/// page_files.hpp: the files of page/, built into the program.
#pragma once

#include <string_view>

namespace streamguard::web {

struct PageFile {
  std::string_view path;  ///< "/live.css"
  std::string_view media_type;
  std::string_view bytes;
};

/// Null where there is none of that path.
const PageFile* page_file(std::string_view path) noexcept;

}  // namespace streamguard::web
