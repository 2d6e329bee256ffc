# cmake -DOUT=page_files.cpp -DPAGE=... -DSTYLE=... -DTHEME=... -DSCRIPTS=a|b|c -P embed_page.cmake
# Turns the files of page/ into string constants, a literal a line. Any compiler takes them, and the reporter reads no file.
string(REPLACE "|" ";" scripts "${SCRIPTS}")

# file(READ) would lose brackets and semicolons to CMake's lists only where a list is made; none is made here.
function(literal_of variable)
  set(all "")
  foreach(path IN LISTS ARGN)
    file(READ "${path}" text)
    if(text MATCHES "\r")
      message(FATAL_ERROR "${path}: has CR line ends; browsers would compute another hash than this page names")
    endif()
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "?" "\\?" text "${text}")
    string(REPLACE "\n" "\\n\"\n\"" text "${text}")
    string(APPEND all "\"${text}\"\n")
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

literal_of(page "${PAGE}")
literal_of(style "${STYLE}")
literal_of(theme "${THEME}")
literal_of(script ${scripts})
file(WRITE "${OUT}" "// Made from reports/html/page by embed_page.cmake.
#include \"page_files.hpp\"

namespace streamguard::html_report {
namespace {

constexpr char kPage[] = ${page};
constexpr char kStyle[] = ${style};
constexpr char kTheme[] = ${theme};
constexpr char kScript[] = ${script};

}  // namespace

const PageFiles& page_files() {
  static constexpr PageFiles kFiles{{kPage, sizeof kPage - 1}, {kStyle, sizeof kStyle - 1}, {kTheme, sizeof kTheme - 1},
                                    {kScript, sizeof kScript - 1}};
  return kFiles;
}

}  // namespace streamguard::html_report
")
