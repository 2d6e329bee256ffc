#include <stdlib.h>

#include "variable.hpp"

namespace streamguard::os {

void Variable::put(const char* name, const char* value) { value ? ::setenv(name, value, 1) : ::unsetenv(name); }

}  // namespace streamguard::os
