# How what is shipped on Linux is hardened; `tests/packages/hardening` reads it back from the files.
# STREAMGUARD_HARDENING: compiler options of release builds, each with a blank before it.
set(STREAMGUARD_HARDENING "")
if(UNIX AND NOT APPLE)
  set(STREAMGUARD_HARDENING " -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
    string(APPEND STREAMGUARD_HARDENING " -fcf-protection")
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    string(APPEND STREAMGUARD_HARDENING " -mbranch-protection=standard")
  endif()
  # Programs lie at random addresses, and what the loader has bound cannot be written any more.
  include(CheckPIESupported)
  check_pie_supported()
  # --as-needed: a package depends on the libraries that are used, not on all that pkg-config names.
  add_link_options("$<$<CONFIG:Release>:LINKER:-z,relro,-z,now,-z,noexecstack,--as-needed>")
endif()
