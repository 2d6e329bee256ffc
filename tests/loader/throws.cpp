// A plugin with a constructor that throws while it is being loaded.
#include <streamguard/plugin.h>

#include <stdexcept>

namespace {
struct Thrower {
  Thrower() { throw std::runtime_error("no luck today"); }
};
const Thrower kThrower;
}  // namespace
