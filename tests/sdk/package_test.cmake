# cmake -DBUILD_DIR= -DCONFIG= -DWORK= -DSOURCE= -DPLUGIN= -DNM= … -P package_test.cmake
# Installs the sdk component, builds SOURCE out of tree against it, runs its tests, and counts what PLUGIN exports.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "${command}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD_DIR} --config ${CONFIG} --prefix ${WORK}/prefix --component sdk)

# The source is copied, so that a package that leans on its neighbours in this tree is found out.
file(COPY ${SOURCE}/ DESTINATION ${WORK}/source)
set(arguments -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER=${C_COMPILER}
  -DCMAKE_CXX_COMPILER=${CXX_COMPILER} -DCMAKE_INSTALL_PREFIX=${WORK}/installed --no-warn-unused-cli)
if(SANITIZE)
  list(APPEND arguments -DCMAKE_C_FLAGS=-fsanitize=${SANITIZE} -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE}
    -DSTREAMGUARD_SANITIZE=${SANITIZE})
endif()
run(${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/build ${arguments})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --output-on-failure)

foreach(suffix IN ITEMS so json)
  if(NOT EXISTS ${WORK}/build/${PLUGIN}.${suffix})
    message(FATAL_ERROR "the build made no ${PLUGIN}.${suffix}")
  endif()
endforeach()
execute_process(COMMAND ${NM} -D --defined-only --format=posix ${WORK}/build/${PLUGIN}.so
  OUTPUT_VARIABLE symbols RESULT_VARIABLE result OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT result EQUAL 0 OR NOT symbols MATCHES "^sg_plugin_entry [A-Z] [^\n]*$")
  message(FATAL_ERROR "${PLUGIN}.so must export sg_plugin_entry and nothing else, it exports:\n${symbols}")
endif()
