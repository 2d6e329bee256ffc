# cmake -DOUT=page_text.cpp -DNAMESPACE=streamguard::web "-DTEXTS=kPage=a.html|kStyle=b.css+c.css" -P embed.cmake
# Makes a std::string_view of each name, which holds the named files one after the other: a literal for each line, which any
# compiler takes. Who uses them declares them; nothing is read at run time.
string(REPLACE "|" ";" texts "${TEXTS}")
set(constants "")
foreach(text IN LISTS texts)
  string(REGEX MATCH "^([A-Za-z]+)=(.+)$" text "${text}")
  set(name ${CMAKE_MATCH_1})
  string(REPLACE "+" ";" files "${CMAKE_MATCH_2}")
  set(all "")
  foreach(file IN LISTS files)
    file(READ "${file}" bytes)
    if(bytes MATCHES "\r")
      message(FATAL_ERROR "${file}: has CR line ends; browsers would compute another hash than a page's policy names")
    endif()
    string(REPLACE "\\" "\\\\" bytes "${bytes}")
    string(REPLACE "\"" "\\\"" bytes "${bytes}")
    string(REPLACE "?" "\\?" bytes "${bytes}")
    string(REPLACE "\n" "\\n\"\n\"" bytes "${bytes}")
    string(APPEND all "\"${bytes}\"\n")
  endforeach()
  string(APPEND constants "extern const std::string_view ${name};\nconstexpr char ${name}Text[] =\n${all};\n"
         "constinit const std::string_view ${name}{${name}Text, sizeof ${name}Text - 1};\n")
endforeach()
file(WRITE "${OUT}" "// Made by reports/page/embed.cmake.
#include <string_view>

namespace ${NAMESPACE} {

${constants}
}  // namespace ${NAMESPACE}
")
