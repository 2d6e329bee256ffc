/// embedded.hpp: the files of templates/, as they were when the plugin was built. Constant; any thread.
#pragma once

#include <span>
#include <string_view>

namespace streamguard::synthetic {

struct EmbeddedFile {
  std::string_view name;  ///< without folder, "python.tpl"
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace streamguard::synthetic
