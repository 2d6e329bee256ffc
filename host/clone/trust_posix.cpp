#include <git2.h>

#include "clone/command.hpp"
#include "clone/trust.hpp"
#include "os/paths.hpp"

namespace streamguard::clone {

void choose_authorities() {
  const auto own = os::environment("SSL_CERT_FILE");
  if (own) check(git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, own->c_str(), nullptr), "SSL_CERT_FILE " + *own);
}

}  // namespace streamguard::clone
