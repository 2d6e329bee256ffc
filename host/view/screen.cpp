#include "view/screen.hpp"

#include <algorithm>
#include <utility>

namespace streamguard::view {

std::string screen_enter() { return "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[0m\x1b[H\x1b[2J"; }

// Clearing first helps terminals without a second screen: what follows begins on an empty one.
std::string screen_leave() { return "\x1b[?2026l\x1b[0m\x1b[H\x1b[2J\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"; }

std::string Screen::change_to(std::vector<std::string> lines) {
  std::string out;
  if (!known_) out += "\x1b[0m\x1b[2J";
  const std::size_t most = known_ ? std::max(lines.size(), lines_.size()) : lines.size();
  for (std::size_t i = 0; i < most; ++i) {
    const bool same = known_ && i < lines.size() && i < lines_.size() && lines[i] == lines_[i];
    if (same || (!known_ && lines[i].empty())) continue;
    out += "\x1b[" + std::to_string(i + 1) + ";1H";
    // Erased first: behind a full line the cursor still stands on its last column.
    out += "\x1b[K";
    if (i < lines.size()) out += lines[i];
  }
  known_ = true;
  lines_ = std::move(lines);
  return out.empty() ? out : "\x1b[?2026h" + out + "\x1b[?2026l";
}

}  // namespace streamguard::view
