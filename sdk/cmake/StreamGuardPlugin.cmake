# streamguard_add_plugin(<id> SOURCES <file>... [MANIFEST plugin.json] [LIBRARIES <target>...]
#                        [OUTPUT_DIRECTORY <folder>] [NO_INSTALL])
#
# Builds <id>.so (<id>.dll on Windows) with everything hidden but `sg_plugin_entry`, generates plugin_manifest.h from the
# manifest, and puts a copy of the manifest, <id>.json, beside the library: that is what hosts read before they load.
# Output folder: STREAMGUARD_PLUGIN_DIR where set, else the target's binary folder.
#
# Targets: plugin_<id>, the library, and plugin_<id>_objects, the same objects for a unit test to link together with
# StreamGuard::testing. LIBRARIES reach both.

function(streamguard_add_plugin id)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NO_INSTALL" "MANIFEST;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "streamguard_add_plugin(${id}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "streamguard_add_plugin(${id}): SOURCES is missing")
  endif()
  if(NOT arg_MANIFEST)
    set(arg_MANIFEST plugin.json)
  endif()
  get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  file(READ "${manifest}" text)
  string(JSON manifest_id ERROR_VARIABLE error GET "${text}" id)
  if(error OR NOT (arg_NO_INSTALL OR manifest_id STREQUAL id))
    message(FATAL_ERROR "streamguard_add_plugin(${id}): \"id\" in ${manifest} must be \"${id}\", as hosts find the "
                        "library by it; found: ${manifest_id}")
  endif()
  set(target plugin_${id})
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  file(MAKE_DIRECTORY "${generated}")
  add_custom_command(OUTPUT "${generated}/plugin_manifest.h"
    COMMAND ${CMAKE_COMMAND} "-DIN=${manifest}" "-DTEMPLATE=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_manifest.h.in"
            "-DOUT=${generated}/plugin_manifest.h" -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_manifest.cmake"
    DEPENDS "${manifest}" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_manifest.h.in"
            "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_manifest.cmake" VERBATIM)
  add_library(${target}_objects OBJECT ${arg_SOURCES} "${generated}/plugin_manifest.h")
  target_include_directories(${target}_objects PRIVATE "${generated}" "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target}_objects PUBLIC StreamGuard::sdk ${arg_LIBRARIES})
  set_target_properties(${target}_objects PROPERTIES POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  add_library(${target} MODULE $<TARGET_OBJECTS:${target}_objects>)
  target_link_libraries(${target} PRIVATE StreamGuard::sdk ${arg_LIBRARIES})
  set(folder "${arg_OUTPUT_DIRECTORY}")
  if(NOT folder)
    set(folder "${STREAMGUARD_PLUGIN_DIR}")
  endif()
  if(NOT folder)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME "${id}" LIBRARY_OUTPUT_DIRECTORY "${folder}")
  if(NOT WIN32 AND NOT APPLE)
    set_target_properties(${target} PROPERTIES SUFFIX ".so")
    # Whatever is linked in stays hidden: static libraries and the templates of the standard library too.
    set(exports "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_exports.map")
    target_link_options(${target} PRIVATE "-Wl,--version-script=${exports}" -Wl,-z,relro,-z,now)
    if(NOT STREAMGUARD_SANITIZE)  # A sanitizer's runtime is found in the program, not in the library.
      target_link_options(${target} PRIVATE -Wl,-z,defs)
    endif()
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${exports}")
  endif()
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E copy_if_different "${manifest}" "${folder}/${id}.json" VERBATIM)
  if(NOT arg_NO_INSTALL AND DEFINED CMAKE_INSTALL_LIBDIR)
    install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamguard/plugins
                              RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamguard/plugins)
    install(FILES "${manifest}" DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamguard/plugins RENAME ${id}.json)
  endif()
endfunction()
