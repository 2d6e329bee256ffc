#include "clone/trust.hpp"

namespace streamguard::clone {

void choose_authorities() {}

}  // namespace streamguard::clone
