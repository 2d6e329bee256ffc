# Debian's mingw-w64 with POSIX threads, and the libraries that packaging/windows/sysroot has built.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

set(STREAMGUARD_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/../../build/windows-sysroot" CACHE PATH
  "What packaging/windows/sysroot has built")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES STREAMGUARD_SYSROOT)
get_filename_component(CMAKE_FIND_ROOT_PATH "${STREAMGUARD_SYSROOT}" REALPATH)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${CMAKE_FIND_ROOT_PATH}/lib/pkgconfig")
set(ENV{PKG_CONFIG_PATH} "")
set(Boost_NO_BOOST_CMAKE ON)

# Windows 10 and later. Relocation at random and data that cannot run are the linker's defaults; stack protector and FORTIFY
# need libssp, which is linked statically. No times in what is linked: equal sources give equal files.
set(flags "-D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -fstack-protector-strong -D_FORTIFY_SOURCE=2")
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_CXX_FLAGS_INIT "${flags}")
foreach(kind IN ITEMS EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-Wl,--no-insert-timestamp")
endforeach()
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_STANDARD_LIBRARIES "-l:libssp.a -lkernel32 -luser32 -lshell32 -lole32 -luuid -ladvapi32" CACHE STRING
    "Libraries that every program is linked with")
endforeach()
