# cmake -DSOURCE=<configs/mirror> -DOUTPUT=<folder> -DMAKE_REPOSITORIES=<program> -P make_mirror.cmake
#
# Makes the mirror that file:// upstreams read: each folder of osv-src becomes osv/<Ecosystem>/all.zip with its
# modified_id.csv (newest first, as upstream has it), and exploitdb is copied as it is. Members, their order and their
# times are fixed, so that the same sources give the same bytes. The program, which make_repositories.cpp is, turns git-src
# into repositories; {{name:number}} in nvd-src and ghsa-src stands for the id of that commit.
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

# Repositories, and the ids of their commits.
set(owner "${OUTPUT}/git/streamguard-samples")
file(MAKE_DIRECTORY "${owner}")
execute_process(COMMAND "${MAKE_REPOSITORIES}" "${SOURCE}/git-src" "${owner}" "${OUTPUT}/commits.txt"
  COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS "${OUTPUT}/commits.txt" commits)
# Examples of programs that git could run.
file(GLOB hooks "${owner}/*/hooks")
file(REMOVE_RECURSE ${hooks})
file(REMOVE "${OUTPUT}/commits.txt")

# Appends each document of a folder to `text`, on one line, with commits by their id and `between` before all but the first.
function(read_documents folder before after between)
  file(GLOB documents "${folder}/*.json")
  list(SORT documents)
  set(text "")
  set(count 0)
  foreach(document IN LISTS documents)
    file(READ "${document}" json)
    string(REGEX REPLACE "\n *" " " json "${json}")
    string(STRIP "${json}" json)
    foreach(commit IN LISTS commits)
      string(REPLACE " " ";" words "${commit}")
      list(GET words 0 name)
      list(GET words 1 id)
      string(REPLACE "{{${name}}}" "${id}" json "${json}")
    endforeach()
    if(json MATCHES "{{([^}]*)}}")
      message(FATAL_ERROR "${document}: there is no commit ${CMAKE_MATCH_1} in git-src")
    endif()
    if(count GREATER 0)
      string(APPEND text "${between}")
    endif()
    string(APPEND text "${before}${json}${after}")
    math(EXPR count "${count} + 1")
  endforeach()
  set(text "${text}" PARENT_SCOPE)
  set(count ${count} PARENT_SCOPE)
endfunction()

function(pack file)
  execute_process(COMMAND "${MAKE_REPOSITORIES}" --gzip "${file}" "${file}.gz" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# NVD's feed of a year, with its .meta.
set(feeds "${OUTPUT}/nvd/feeds/json/cve/2.0")
set(feed "${feeds}/nvdcve-2.0-2099.json")
read_documents("${SOURCE}/nvd-src" "{\"cve\": " "}" ",\n")
file(WRITE "${feed}" "{\"resultsPerPage\": ${count}, \"startIndex\": 0, \"totalResults\": ${count}, \"format\": \"NVD_CVE\", "
  "\"version\": \"2.0\", \"timestamp\": \"2025-01-01T00:00:00.000\", \"vulnerabilities\": [\n${text}\n]}\n")
pack("${feed}")
file(SIZE "${feed}" size)
file(SIZE "${feed}.gz" packed)
file(SHA256 "${feed}" sha256)
string(TOUPPER "${sha256}" sha256)
file(REMOVE "${feed}")
file(WRITE "${feeds}/nvdcve-2.0-2099.meta"
  "lastModifiedDate:2025-01-01T00:00:00-05:00\r\nsize:${size}\r\ngzSize:${packed}\r\nsha256:${sha256}\r\n")

# Nodes of GitHub's advisories, one a line.
set(nodes "${OUTPUT}/ghsa/graphql-nodes.jsonl")
read_documents("${SOURCE}/ghsa-src" "" "\n" "")
file(WRITE "${nodes}" "${text}")
pack("${nodes}")
file(REMOVE "${nodes}")

file(COPY "${SOURCE}/exploitdb" DESTINATION "${OUTPUT}")
file(COPY "${SOURCE}/README.md" DESTINATION "${OUTPUT}")
