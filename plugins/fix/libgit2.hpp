/// libgit2.hpp: the start of libgit2 in a plugin's process, the same for everyone there: its settings belong to the
/// process.
#pragma once

#include <string>

namespace streamguard::fix {

/// Starts libgit2 at the first call, late and once: a collector that waits for the network has no use for it. It stays
/// until the process ends, since taking it down while another thread's repository is open would be worse. Throws Error
/// (SG_E_BUG) where it does not start. Any thread.
void start_libgit2();

/// Why libgit2's last call on this thread failed, for people.
std::string last_error();

}  // namespace streamguard::fix
