/// tmux.hpp: a terminal of a given size with a shell in it, that a test types into and reads. Waits are for text, never
/// for a time; what does not come within kPatience fails the test with the screen as it is.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "folder.hpp"

namespace streamguard::screen {

inline constexpr std::chrono::seconds kPatience{120};

class Tmux {
 public:
  /// Whether there is a tmux on this machine.
  static bool there();

  Tmux(unsigned columns, unsigned rows);
  Tmux(const Tmux&) = delete;
  Tmux& operator=(const Tmux&) = delete;
  ~Tmux();

  void type(const std::string& text) const;  ///< as it is
  void line(const std::string& text) const;  ///< and Enter
  void key(const std::string& name) const;   ///< tmux's name: "C-c", "Enter", "Up"
  void resize(unsigned columns, unsigned rows) const;
  std::vector<std::string> screen() const;  ///< its lines, without spaces at their ends
  std::string text() const;
  std::string styled() const;                          ///< with the sequences of its styles
  std::string about(const std::string& format) const;  ///< "#{alternate_on}", "#{cursor_flag}", "#{pane_title}"

  /// Returns the text of the screen that satisfies. Throws std::runtime_error with the last screen.
  std::string until(const std::function<bool(const std::string&)>& enough) const;
  std::string until(const std::string& part) const;
  std::string until_gone(const std::string& part) const;

  const scenario::fs::path& folder() const { return folder_.path(); }

 private:
  std::string tmux(std::vector<std::string> arguments) const;
  scenario::Folder folder_;
  int drawn_ = -1;  ///< readable when something was written to the terminal
};

}  // namespace streamguard::screen
