# cmake -DOUT=page_files.cpp -DFOLDER=page -DTHEME=theme.js -P embed_page.cmake
# Turns the files of page/ into string constants, a literal for each line, which any compiler takes.
set(files "/|${FOLDER}/live.html|text/html" "/live.css|${FOLDER}/live.css|text/css"
          "/icon.svg|${FOLDER}/icon.svg|image/svg+xml" "/theme.js|${THEME}|text/javascript"
          "/words.js|${FOLDER}/words.js|text/javascript" "/parts.js|${FOLDER}/parts.js|text/javascript"
          "/live.js|${FOLDER}/live.js|text/javascript")
set(constants "")
set(rows "")
set(number 0)
foreach(row IN LISTS files)
  string(REPLACE "|" ";" cells "${row}")
  list(GET cells 0 path)
  list(GET cells 1 file)
  list(GET cells 2 type)
  file(READ "${file}" text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "?" "\\?" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND constants "constexpr char k${number}[] =\n\"${text}\";\n")
  string(APPEND rows "    {\"${path}\", \"${type}\", {k${number}, sizeof k${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "// Made from host/web/page by embed_page.cmake.
#include \"web/page_files.hpp\"

namespace streamguard::web {
namespace {

${constants}
constexpr PageFile kFiles[] = {
${rows}};

}  // namespace

const PageFile* page_file(std::string_view path) noexcept {
  for (const PageFile& one : kFiles) {
    if (one.path == path) return &one;
  }
  return nullptr;
}

}  // namespace streamguard::web
")
