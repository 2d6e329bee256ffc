/// terminal.hpp: the user's terminal as a screen of ours for a while: from begin() on keys come at once and unechoed
/// and `enter` was written; and at the end, however that comes, everything is as it was. Ctrl-C stays a signal
/// (signals.hpp).
///
/// Left and entered again around Ctrl-Z and fg; not touched while this process is in the background of its shell. A
/// small process of its own watches ours and restores the terminal should we be killed. One thread uses it, which is
/// not the one of signals; wake() from any. Make it after StopSignals.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace streamguard::os {

struct TerminalSize {
  std::size_t columns = 80, rows = 24;
  bool operator==(const TerminalSize&) const = default;
};

class Terminal {
 public:
  struct Words {
    std::string enter, leave;  ///< what makes the terminal ours, and what undoes that
  };
  struct Input {
    std::string bytes;    ///< of keys
    bool redraw = false;  ///< the size changed, or the screen was somebody else's
  };

  /// nullptr where standard output is no terminal that can be drawn on: a file, TERM=dumb, our place in the background.
  static std::unique_ptr<Terminal> open(Words words);
  virtual ~Terminal() = default;  ///< restores

  /// Takes the screen. Before it, nothing is drawn and no key is read.
  virtual void begin() = 0;
  virtual TerminalSize size() const = 0;
  virtual bool has_keys() const = 0;
  /// Nothing while we are in the background. False where the terminal did not take all of it: draw anew.
  virtual bool write(std::string_view bytes) = 0;
  /// Until there is input, `most` is over, or wake().
  virtual Input wait(std::chrono::milliseconds most) = 0;
  virtual void wake() = 0;
};

/// Whether texts in UTF-8 are shown as they are, by LC_ALL, LC_CTYPE and LANG. True where none of them is set.
bool utf8_locale();

}  // namespace streamguard::os
