# What Windows needs beside the programs: the C++ runtime, and the licences of all that is linked statically.
# The runtime is shared: the collectors and libstreamguard-functions.dll pass C++ objects, which one runtime must own.
foreach(name IN ITEMS libstdc++-6.dll libgcc_s_seh-1.dll libwinpthread-1.dll)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${name} OUTPUT_VARIABLE file OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT IS_ABSOLUTE "${file}")
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} does not know where ${name} is; packaging/dependencies windows brings it")
  endif()
  set(copy ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${name})
  if(NOT EXISTS ${copy})  # Debian's carries symbols, ten times its size.
    file(MAKE_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
    execute_process(COMMAND ${CMAKE_STRIP} --strip-unneeded -o ${copy} ${file} COMMAND_ERROR_IS_FATAL ANY)
  endif()
  install(FILES ${copy} DESTINATION ${CMAKE_INSTALL_BINDIR})
endforeach()

set(licences ${CMAKE_INSTALL_DATADIR}/doc/streamguard/licences)
install(DIRECTORY "${STREAMGUARD_SYSROOT}/share/licenses/" DESTINATION ${licences})
foreach(package IN ITEMS gcc-mingw-w64-base mingw-w64-common fonts-open-sans)
  install(FILES /usr/share/doc/${package}/copyright DESTINATION ${licences} RENAME ${package})
endforeach()
install(DIRECTORY ${CMAKE_BINARY_DIR}/grammars/ DESTINATION ${licences}/grammars FILES_MATCHING PATTERN LICENSE)
