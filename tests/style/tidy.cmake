# cmake -DSOURCE= -DBUILD= -DPROGRAM=<run-clang-tidy> -P tidy.cmake
if(NOT PROGRAM)
  message("skipped: clang-tidy is not installed")
  return()
endif()
if(NOT EXISTS ${BUILD}/compile_commands.json)
  message(FATAL_ERROR "${BUILD}/compile_commands.json is missing: configure with the Ninja or Makefile generator")
endif()
# Our sources only: what the build generates lies elsewhere. Options of gcc's in the commands are unknown to clang.
string(REGEX REPLACE "([][+.*()^$?|\\])" "\\\\\\1" root "${SOURCE}")
execute_process(COMMAND ${PROGRAM} -quiet -p ${BUILD} -extra-arg=-Wno-unknown-warning-option "^${root}/(host|sdk|plugins|reports|tests)/"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "clang-tidy has findings, see above. The checks, and why some are off, are in .clang-tidy.")
endif()
