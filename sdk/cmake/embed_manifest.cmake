# cmake -DIN=plugin.json -DTEMPLATE=plugin_manifest.h.in -DOUT=plugin_manifest.h -P embed_manifest.cmake
# Turns the JSON text into C string literals, a line each, so that no compiler's literal limit is met.
file(READ "${IN}" text)
string(JSON id ERROR_VARIABLE error GET "${text}" id)
if(error)
  message(FATAL_ERROR "${IN}: not a plugin manifest: ${error}")
endif()
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REGEX REPLACE "\n$" "" text "${text}")
string(REPLACE "\n" "\\n\"\n\"" text "${text}")
set(MANIFEST_C "\"${text}\"")
get_filename_component(MANIFEST_NAME "${IN}" NAME)
configure_file("${TEMPLATE}" "${OUT}" @ONLY)
