#include "os/windows_win32.hpp"
#include "variable.hpp"

namespace streamguard::os {

void Variable::put(const char* name, const char* value) {
  ::SetEnvironmentVariableW(wide(name).c_str(), value ? wide(value).c_str() : nullptr);
}

}  // namespace streamguard::os
