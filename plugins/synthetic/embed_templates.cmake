# cmake -DOUT=embedded.cpp -DFILES=a|b|c -P embed_templates.cmake
# Turns the template files into string constants, a literal a line, so that the plugin reads no file when it runs.
string(REPLACE "|" ";" files "${FILES}")
set(body "")
set(table "")
set(number 0)
foreach(path IN LISTS files)
  file(READ "${path}" text)
  get_filename_component(name "${path}" NAME)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND body "constexpr char kText${number}[] =\n\"${text}\";\n")
  string(APPEND table "    {\"${name}\", {kText${number}, sizeof kText${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "// Made from plugins/synthetic/templates by embed_templates.cmake.
#include \"embedded.hpp\"

namespace streamguard::synthetic {
namespace {
${body}
constexpr EmbeddedFile kFiles[] = {
${table}};
}  // namespace

std::span<const EmbeddedFile> embedded_files() { return kFiles; }

}  // namespace streamguard::synthetic
")
