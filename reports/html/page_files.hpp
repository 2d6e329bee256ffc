/// page_files.hpp: the files of page/, as they were when the reporter was built. Constant; any thread.
#pragma once

#include <string_view>

namespace streamguard::html_report {

struct PageFiles {
  std::string_view page;    ///< page.html, with a {{name}} where something is put in
  std::string_view style;   ///< page.css
  std::string_view theme;   ///< theme.js, which runs before anything is drawn
  std::string_view script;  ///< the others, one after the other
};

const PageFiles& page_files();

}  // namespace streamguard::html_report
