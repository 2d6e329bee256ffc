#include <git2.h>

#include <cstdlib>
#include <string>

#include "clone/command.hpp"
#include "clone/trust.hpp"

namespace streamguard::clone {

void choose_authorities() {
  const char* file = std::getenv("SSL_CERT_FILE");
  if (file == nullptr) return;
  check(git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, nullptr), std::string("SSL_CERT_FILE ") + file);
}

}  // namespace streamguard::clone
