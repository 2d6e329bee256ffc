#include "os/kernel.hpp"

#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>

namespace streamguard::os {

namespace {

Isolation::Means landlock() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi > 0) return {"landlock", true, "version " + std::to_string(abi)};
  return {"landlock", false,
          errno == EOPNOTSUPP ? "the kernel has it, but it is switched off: add landlock to the kernel's lsm= parameter"
                              : "this kernel has none: use Linux 5.13 or later, built with CONFIG_SECURITY_LANDLOCK"};
}

Isolation::Means seccomp() {
  const unsigned action = SECCOMP_RET_KILL_PROCESS;
  if (::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0) return {"seccomp", true, "filters"};
  return {"seccomp", false,
          "this kernel takes no filters: it needs CONFIG_SECCOMP_FILTER, or the container allows none"};
}

Isolation::Means privileges() {
  if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0) return {"no_new_privs", true, "known"};
  return {"no_new_privs", false, "this kernel does not know it: use Linux 3.5 or later"};
}

}  // namespace

Isolation isolation() {
  Isolation out;
  utsname about{};
  if (::uname(&about) == 0) out.kernel = std::string(about.sysname) + " " + about.release;
  out.means = {landlock(), seccomp(), privileges()};
  return out;
}

}  // namespace streamguard::os
