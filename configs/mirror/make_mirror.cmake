# cmake -DSOURCE=<configs/mirror> -DOUTPUT=<folder> -P make_mirror.cmake
#
# Makes the mirror that file:// upstreams read: each folder of osv-src becomes osv/<Ecosystem>/all.zip with its
# modified_id.csv (newest first, as upstream has it), and exploitdb is copied as it is. Members, their order and their
# times are fixed, so that the same sources give the same bytes.
cmake_minimum_required(VERSION 3.25)
set(ENV{TZ} UTC)
file(REMOVE_RECURSE "${OUTPUT}")

file(GLOB ecosystems RELATIVE "${SOURCE}/osv-src" "${SOURCE}/osv-src/*")
list(SORT ecosystems)
foreach(ecosystem IN LISTS ecosystems)
  set(folder "${OUTPUT}/osv/${ecosystem}")
  file(MAKE_DIRECTORY "${folder}")
  file(GLOB records RELATIVE "${SOURCE}/osv-src/${ecosystem}" "${SOURCE}/osv-src/${ecosystem}/*.json")
  list(SORT records)
  set(index)
  foreach(record IN LISTS records)
    file(READ "${SOURCE}/osv-src/${ecosystem}/${record}" text)
    string(JSON id GET "${text}" id)
    string(JSON modified GET "${text}" modified)
    if(NOT "${id}.json" STREQUAL record)
      message(FATAL_ERROR "${SOURCE}/osv-src/${ecosystem}/${record}: its id is ${id}; name the file ${id}.json")
    endif()
    list(APPEND index "${modified},${id}")
  endforeach()
  list(SORT index ORDER DESCENDING)
  list(JOIN index "\n" index)
  file(WRITE "${folder}/modified_id.csv" "${index}\n")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -E tar cf "${folder}/all.zip" --format=zip "--mtime=2025-01-01 00:00:00 UTC" ${records}
    WORKING_DIRECTORY "${SOURCE}/osv-src/${ecosystem}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()

file(COPY "${SOURCE}/exploitdb" DESTINATION "${OUTPUT}")
file(COPY "${SOURCE}/README.md" DESTINATION "${OUTPUT}")
