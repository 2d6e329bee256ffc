include(CMakeFindDependencyMacro)
find_dependency(Threads)
include("${CMAKE_CURRENT_LIST_DIR}/StreamGuardTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/StreamGuardPlugin.cmake")
