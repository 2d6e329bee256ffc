/// keys.hpp: what was typed, from a terminal's bytes. What is pasted types nothing: a pasted word must not stop a run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamguard::view {

enum class Key { stop, pause, log, help, warnings, up, down, page_up, page_down, home, end, back, redraw };

class KeyReader {
 public:
  /// Keys that have no meaning are left out. A sequence may come in two pieces, but for a lone Esc at the end.
  std::vector<Key> take(std::string_view bytes);

 private:
  std::string rest_;
  bool pasting_ = false;
};

}  // namespace streamguard::view
