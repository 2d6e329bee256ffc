/// screen.hpp: from one picture to the next in as few bytes as can be: only lines that changed, in one write, inside a
/// synchronised update (DEC 2026) so that nobody sees half of it. Pure.
#pragma once

#include <string>
#include <vector>

namespace streamguard::view {

/// What makes a terminal ours: the alternate screen, no cursor, no wrapping, marked pastes; and what undoes it.
std::string screen_enter();
std::string screen_leave();

class Screen {
 public:
  /// What to write so that the screen shows these lines and nothing else; empty where it does already.
  std::string change_to(std::vector<std::string> lines);
  /// Nothing is known of what the screen shows: the next change draws all of it.
  void forget() { known_ = false; }

 private:
  bool known_ = false;
  std::vector<std::string> lines_;
};

}  // namespace streamguard::view
