/// program.hpp: the first thing that main() calls, so that a program meets the same everywhere: arguments in UTF-8,
/// standard streams and files that keep bytes as they are, screens that show UTF-8.
#pragma once

#include <string>
#include <vector>

namespace streamguard::os {

/// Before any output and any other thread. Gives the arguments, the program's name first.
std::vector<std::string> begin_program(int argc, char** argv);

}  // namespace streamguard::os
