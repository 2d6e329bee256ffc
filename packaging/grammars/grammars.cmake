# The sources of the tree-sitter grammars, which are fetched by name with npm and never part of this tree.
#
# streamguard_grammars(<variable>)
#   brings every archive that `list` names into STREAMGUARD_GRAMMARS_DIR, unpacks what is compiled below the build tree, and
#   sets <variable> to the folder where <package>/ lies for each of them.
#
# The folder of the archives is shared by all build trees of a user; several may be configured at once and each may be
# interrupted: an archive gets its name only when its checksum is right. Who has no network copies the archives there.
include_guard(GLOBAL)

set(streamguard_grammars_home "$ENV{XDG_CACHE_HOME}")
if(NOT streamguard_grammars_home)
  set(streamguard_grammars_home "$ENV{HOME}/.cache")
endif()
set(STREAMGUARD_GRAMMARS_DIR "${streamguard_grammars_home}/streamguard-build/grammars" CACHE PATH
  "Where the archives of the tree-sitter grammars are kept, for all build trees")
set(STREAMGUARD_GRAMMARS_SECONDS 300)  # that npm may take

function(streamguard_grammar_list)
  file(STRINGS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/list" lines REGEX "^[^#]")
  set(names "")
  foreach(line IN LISTS lines)
    string(REPLACE " " ";" words "${line}")
    list(GET words 0 name)
    list(GET words 1 version)
    list(GET words 2 sha512)
    list(APPEND names ${name})
    set(${name}_version ${version} PARENT_SCOPE)
    set(${name}_sha512 ${sha512} PARENT_SCOPE)
  endforeach()
  set(names ${names} PARENT_SCOPE)
endfunction()

# What of `names` has no archive with the right checksum in the folder, as NAME@VERSION.
function(streamguard_missing_grammars result)
  set(missing "")
  foreach(name IN LISTS names)
    set(archive "${STREAMGUARD_GRAMMARS_DIR}/${name}-${${name}_version}.tgz")
    set(found "")
    if(EXISTS "${archive}")
      file(SHA512 "${archive}" found)
    endif()
    if(NOT found STREQUAL ${name}_sha512)
      list(APPEND missing "${name}@${${name}_version}")
    endif()
  endforeach()
  set(${result} "${missing}" PARENT_SCOPE)
endfunction()

# Ends the configuration; the cure is the same whatever went wrong.
function(streamguard_grammars_fail what)
  list(JOIN missing " " specs)
  message(FATAL_ERROR "${what}\n"
    "With npm (packaging/dependencies build installs it) and a network, configure again: what was fetched is kept.\n"
    "Without a network, run this where there is one:\n"
    "  npm pack --ignore-scripts ${specs}\n"
    "and copy the archives to ${STREAMGUARD_GRAMMARS_DIR}, or name their folder by -DSTREAMGUARD_GRAMMARS_DIR=...")
endfunction()

# npm writes into a folder of our own; what is whole is moved to its place in one step.
function(streamguard_fetch_grammars)
  find_program(STREAMGUARD_NPM npm)
  if(NOT STREAMGUARD_NPM)
    streamguard_grammars_fail("Grammars are missing, and there is no npm to fetch them with.")
  endif()
  string(RANDOM LENGTH 12 unique)
  set(part "${STREAMGUARD_GRAMMARS_DIR}/part-${unique}")
  file(MAKE_DIRECTORY "${part}")
  list(JOIN missing ", " words)
  message(STATUS "Fetching with npm: ${words}")
  execute_process(COMMAND "${STREAMGUARD_NPM}" pack --ignore-scripts --loglevel=error ${missing}
    WORKING_DIRECTORY "${part}" TIMEOUT ${STREAMGUARD_GRAMMARS_SECONDS}
    RESULT_VARIABLE code OUTPUT_QUIET ERROR_VARIABLE said)
  set(wrong "")
  foreach(spec IN LISTS missing)
    string(REPLACE "@" ";" words "${spec}")
    list(GET words 0 name)
    set(file "${name}-${${name}_version}.tgz")
    if(EXISTS "${part}/${file}")
      file(SHA512 "${part}/${file}" found)
      if(found STREQUAL ${name}_sha512)
        file(RENAME "${part}/${file}" "${STREAMGUARD_GRAMMARS_DIR}/${file}")
      else()
        list(APPEND wrong "${file} (SHA-512 ${found})")
      endif()
    endif()
  endforeach()
  file(REMOVE_RECURSE "${part}")
  if(wrong)
    list(JOIN wrong ", " words)
    streamguard_grammars_fail("npm brought archives that are not the ones of packaging/grammars/list: ${words}.")
  endif()
  streamguard_missing_grammars(still)
  if(still)
    streamguard_grammars_fail("npm (${code}) could not fetch the grammars:\n${said}")
  endif()
endfunction()

# Only what is compiled, and the licence. A folder has its final name only when it is whole.
function(streamguard_unpack_grammar folder name)
  set(place "${folder}/${name}")
  set(stamp "${place}/.${${name}_sha512}")
  if(EXISTS "${stamp}")
    return()
  endif()
  file(REMOVE_RECURSE "${place}" "${place}.part")
  file(ARCHIVE_EXTRACT INPUT "${STREAMGUARD_GRAMMARS_DIR}/${name}-${${name}_version}.tgz" DESTINATION "${place}.part"
    PATTERNS "*.c" "*.h" "*/LICENSE")
  file(RENAME "${place}.part/package" "${place}")
  file(REMOVE_RECURSE "${place}.part")
  file(TOUCH "${stamp}")
endfunction()

function(streamguard_grammars variable)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/list")
  streamguard_grammar_list()
  file(MAKE_DIRECTORY "${STREAMGUARD_GRAMMARS_DIR}")
  streamguard_missing_grammars(missing)
  if(missing)
    streamguard_fetch_grammars()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/grammars")
  foreach(name IN LISTS names)
    streamguard_unpack_grammar("${folder}" ${name})
  endforeach()
  set(${variable} "${folder}" PARENT_SCOPE)
endfunction()
