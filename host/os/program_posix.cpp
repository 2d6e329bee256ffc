#include "os/program.hpp"

namespace streamguard::os {

std::vector<std::string> begin_program(int argc, char** argv) { return {argv, argv + argc}; }

}  // namespace streamguard::os
