#include "web/page_files.hpp"

#include <array>

namespace streamguard::web {

// Made of the files by reports/page/embed.cmake.
extern const std::string_view kPage, kStyle, kIcon, kTheme, kWords, kParts, kLive;

const PageFile* page_file(std::string_view path) noexcept {
  static const std::array<PageFile, 7> files{{{"/", "text/html", kPage},
                                              {"/live.css", "text/css", kStyle},
                                              {"/icon.svg", "image/svg+xml", kIcon},
                                              {"/theme.js", "text/javascript", kTheme},
                                              {"/words.js", "text/javascript", kWords},
                                              {"/parts.js", "text/javascript", kParts},
                                              {"/live.js", "text/javascript", kLive}}};
  for (const PageFile& one : files) {
    if (one.path == path) return &one;
  }
  return nullptr;
}

}  // namespace streamguard::web
