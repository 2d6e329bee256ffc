#include "page_files.hpp"

namespace streamguard::html_report {

// Made of the files by reports/page/embed.cmake.
extern const std::string_view kPage, kStyle, kTheme, kScript;

const PageFiles& page_files() {
  static const PageFiles files{kPage, kStyle, kTheme, kScript};
  return files;
}

}  // namespace streamguard::html_report
